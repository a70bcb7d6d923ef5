import {
  checkCniConf,
  checkManifest,
  checkNetConf,
  type Explanation,
  explainCniConf,
  explainNetConf,
} from '../config/index.ts';
import type { Problem } from '../errors/index.ts';
import type { Validation } from '../generated/types.js';
import { checkNodeList, checkPlan, familyFaults, type RecordSource } from '../leases/index.ts';
import { openingOf, type ParsedSource, problemAt } from '../text/index.ts';
import { checkNodeConfig } from './check-node-config.ts';
import { explainNodes } from './explain-nodes.ts';
import { explainPlan } from './explain-plan.ts';
import { KINDS, type WrittenKind } from './kinds.ts';

/** The problems of a document, and its explanations. */
export interface Checked {
  readonly problems: readonly Problem[];
  readonly explanations?: readonly Explanation<Validation['summary'][number]>[];
}

/** Checks a document. The problems include its syntax errors. */
export function checkDocument(kind: WrittenKind | undefined, parsed: ParsedSource): Checked {
  const { problems, ...rest } = kind === undefined ? { problems: unknownKind(parsed) } : check(kind, parsed);
  return { ...rest, problems: [...parsed.problems, ...problems] };
}

/** Checks node records without the network, which may not be among them. */
export function checkRecords({ netConf, entries, problems }: RecordSource): Checked {
  const carried = netConf?.root && checkNetConf(netConf.root, netConf.source);
  return {
    problems: [
      ...problems,
      ...(netConf?.problems ?? []),
      ...(carried?.problems ?? []),
      ...familyFaults(entries, carried?.netConf),
    ],
    explanations: [
      explainNodes('node-records', entries.length),
      ...(carried?.netConf === undefined ? [] : [explainNetConf(carried.netConf)]),
    ],
  };
}

/** The problems of a document of unknown kind: its syntax errors if there are any. */
function unknownKind({ source, root, problems }: ParsedSource): readonly Problem[] {
  if (root === undefined && problems.length > 0) return [];
  const descriptions = Object.values(KINDS).map(({ description }) => description);
  const hint = `Expected ${descriptions.slice(0, -1).join(', ')} or ${descriptions.at(-1)}.`;
  const at = root === undefined ? { start: 0, end: 0 } : openingOf(root);
  return [problemAt(source, at, 'error', 'this is no document that flannel or flannelctl knows', hint)];
}

function check(kind: WrittenKind, parsed: ParsedSource): Checked {
  if (kind === 'manifest') return checkWholeManifest(parsed);
  const { source, root, roots, format } = parsed;
  if (root === undefined) return { problems: [] };
  const { problems, explanations } = CHECKS[kind](root, source);
  const [, second] = roots;
  const more =
    second && problemAt(source, openingOf(second), 'error', `a second document in a ${KINDS[kind].name}`);
  const isForJsonReaders = (kind === 'net-conf' || kind === 'cni-conf') && format === 'yaml';
  const message = `a ${KINDS[kind].name} must be JSON: its readers don't know YAML`;
  const notJson = isForJsonReaders ? problemAt(source, openingOf(root), 'error', message) : undefined;
  return { problems: [notJson ?? [], more ?? [], problems].flat(), explanations };
}

type Check = (...args: Parameters<typeof checkPlan>) => Required<Checked>;

const CHECKS: Readonly<Record<Exclude<WrittenKind, 'manifest'>, Check>> = {
  'net-conf': (root, source) => {
    const { netConf, problems } = checkNetConf(root, source);
    return { problems, explanations: netConf === undefined ? [] : [explainNetConf(netConf)] };
  },
  'cni-conf': (root, source) => {
    const { conf, problems } = checkCniConf(root, source);
    return { problems, explanations: conf === undefined ? [] : [explainCniConf(conf)] };
  },
  'subnet-plan': (root, source) => {
    const { plan, problems } = checkPlan(root, source);
    return { problems, explanations: plan === undefined ? [] : [explainPlan(plan)] };
  },
  'node-config': checkNodeConfig,
  'node-list': (root, source) => {
    const { nodes, problems } = checkNodeList(root, source, undefined);
    return { problems, explanations: [explainNodes('node-list', nodes.length)] };
  },
};

function checkWholeManifest({ roots, source }: ParsedSource): Checked {
  const { netConfs, cniConfs, problems } = checkManifest(roots, source);
  const explanations = [
    ...netConfs.flatMap(({ netConf }) =>
      netConf === undefined ? [] : [explainNetConf(netConf, { store: 'kubernetes' })],
    ),
    ...cniConfs.flatMap(({ conf }) => (conf === undefined ? [] : [explainCniConf(conf)])),
  ];
  return { problems, explanations };
}
