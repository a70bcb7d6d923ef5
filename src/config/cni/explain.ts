import type { CniConfList, CniPlugin, CniSummary } from '../../generated/types.js';
import type { Explanation } from '../explanation.ts';

/** Explains a CNI conf list: its plugins in order, and the delegate of the flannel plugin. */
export function explainCniConf({ name, cniVersion, plugins }: CniConfList): Explanation<CniSummary> {
  return {
    document: {
      kind: 'cni-conf',
      name,
      ...(cniVersion === undefined ? {} : { cniVersion }),
      plugins: plugins.map(({ type }) => type),
      usesFlannel: plugins.some(({ type }) => type === 'flannel'),
    },
    rows: [
      ['CNI network', `${name}${cniVersion === undefined ? '' : `, CNI ${cniVersion}`}`],
      ['CNI plugins', plugins.map(inWords).join(', then ')],
    ],
  };
}

function inWords({ type, delegate }: CniPlugin): string {
  if (type !== 'flannel') return type;
  const { type: to = 'bridge', ...settings } = (delegate ?? {}) as Readonly<Record<string, unknown>>;
  const given = Object.entries(settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return `flannel (hands on to ${String(to)}${given.length > 0 ? ` with ${given.join(', ')}` : ''})`;
}
