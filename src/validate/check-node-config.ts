import schema from '../../schemas/node-config.schema.json' with { type: 'json' };
import { checkCniConf, checkNetConf, explainNetConf } from '../config/index.ts';
import type { Problem } from '../errors/index.ts';
import { validateNodeConfigDocument } from '../generated/validators.js';
import { checkSchema, entryOf, type Source, type SourceNode } from '../text/index.ts';

/** A document within a node config; undefined if it is a path. */
const within = (root: SourceNode, key: string): SourceNode | undefined => {
  const value = entryOf(root, key)?.value;
  return value?.kind === 'object' ? value : undefined;
};

/** Checks a node config, with the net-conf and the CNI conf list that are in it. */
export function checkNodeConfig(
  root: SourceNode,
  source: Source,
): {
  readonly problems: readonly Problem[];
  readonly explanations: ReturnType<typeof explainNetConf>[];
} {
  const netConf = within(root, 'netConf');
  const cniConf = within(root, 'cniConf');
  const checked = netConf && checkNetConf(netConf, source);
  return {
    problems: [
      ...checkSchema(validateNodeConfigDocument, root, source, schema),
      ...(checked?.problems ?? []),
      ...(cniConf === undefined ? [] : checkCniConf(cniConf, source).problems),
    ],
    explanations: checked?.netConf === undefined ? [] : [explainNetConf(checked.netConf)],
  };
}
