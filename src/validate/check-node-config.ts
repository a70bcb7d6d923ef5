import schema from '../../schemas/node-config.schema.json' with { type: 'json' };
import { checkCniConf, checkNetConf, explainNetConf } from '../config/index.ts';
import type { Problem } from '../errors/index.ts';
import { validateNodeConfigDocument } from '../generated/validators.js';
import {
  checkSchema,
  childOf,
  DURATION_WORDS,
  entryOf,
  problemAt,
  type Source,
  type SourceNode,
  secondsOf,
} from '../text/index.ts';
import { withoutRunKeys } from './run-keys.ts';

/** A document within a node config; undefined if it is a path. */
const within = (root: SourceNode, key: string): SourceNode | undefined => {
  const value = entryOf(root, key)?.value;
  return value?.kind === 'object' ? value : undefined;
};

/** Checks what is written as a text; a number is checked by the schema. */
function checkDurations(root: SourceNode, source: Source): Problem[] {
  return ['confirmTimeout', 'lockTimeout'].flatMap((key) => {
    const node = childOf(root, key);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') return [];
    if (secondsOf(node.value) !== undefined) return [];
    return [problemAt(source, node, 'error', `${key} must be ${DURATION_WORDS}`)];
  });
}

/** Checks a node config, with the net-conf and the CNI conf list that are in it. */
export function checkNodeConfig(
  root: SourceNode,
  source: Source,
): {
  readonly problems: readonly Problem[];
  readonly explanations: ReturnType<typeof explainNetConf>[];
} {
  const { rest, problems: ofRuns } = withoutRunKeys(root, source);
  const netConf = within(root, 'netConf');
  const cniConf = within(root, 'cniConf');
  const checked = netConf && checkNetConf(netConf, source);
  return {
    problems: [
      ...ofRuns,
      ...checkSchema(validateNodeConfigDocument, rest, source, schema),
      ...checkDurations(rest, source),
      ...(checked?.problems ?? []),
      ...(cniConf === undefined ? [] : checkCniConf(cniConf, source).problems),
    ],
    explanations: checked?.netConf === undefined ? [] : [explainNetConf(checked.netConf)],
  };
}
