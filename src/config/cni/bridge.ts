import { BRIDGE } from '../../flannel/index.ts';
import type { CniConfList, CniPlugin } from '../../generated/types.js';
import { type LinkName, parseLinkName } from '../../net/index.ts';
import {
  childOf,
  entryOf,
  quote,
  type Reporter,
  type SourceNode,
  textOf,
  toValue,
} from '../../text/index.ts';

/** The CNI conf list of a node's network, whose text was checked when it was given, or made here. */
export const confListOf = ({ cniConf }: { readonly cniConf: string }): CniConfList =>
  JSON.parse(cniConf) as CniConfList;

/** The plugin that attaches pods: the first of the chain, or what flannel's plugin delegates to. */
export function attachingPlugin({ plugins: [first] }: CniConfList): Partial<CniPlugin> {
  if (first?.type !== 'flannel') return first ?? {};
  return { type: 'bridge', ...(first.delegate as Partial<CniPlugin> | undefined) };
}

/** The bridge that a CNI conf list puts pods on; undefined if it names none. */
export function bridgeOfConf(conf: CniConfList): LinkName | undefined {
  const { type, ...settings } = attachingPlugin(conf);
  const { bridge } = settings as { readonly bridge?: unknown };
  return type === 'bridge' && typeof bridge === 'string' ? parseLinkName(bridge) : undefined;
}

/** The conf list with the bridge's name, where flannel's plugin would go by the usual one. */
export function onBridge(conf: CniConfList, bridge: LinkName): CniConfList {
  const [first, ...others] = conf.plugins;
  const isNamed =
    bridge === BRIDGE || attachingPlugin(conf).type !== 'bridge' || bridgeOfConf(conf) === bridge;
  if (isNamed || first?.type !== 'flannel') return conf;
  return {
    ...conf,
    plugins: [{ ...first, delegate: { ...(first.delegate as object | undefined), bridge } }, ...others],
  };
}

/** Checks that the bridge of a plugin's conf, or of its delegate, can be the name of a link. */
export function checkBridgeName(plugin: SourceNode, report: Reporter): void {
  const settings = textOf(plugin, 'type') === 'flannel' ? childOf(plugin, 'delegate') : plugin;
  const isBridge = (textOf(settings, 'type') ?? 'bridge') === 'bridge';
  const entry = isBridge ? entryOf(settings, 'bridge') : undefined;
  if (entry === undefined || parseLinkName(textOf(settings, 'bridge') ?? '') !== undefined) return;
  report.error(
    entry.value,
    `bridge is the name of a link, not ${quote(toValue(entry.value))}`,
    'At most 15 letters, digits, dots, dashes or underscores, such as "cni0".',
  );
}
