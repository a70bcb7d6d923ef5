import { Failure, isError, type Problem } from '../../errors/index.ts';
import {
  entryOf,
  openingOf,
  type ParsedSource,
  problemAt,
  type SourceNode,
  textOf,
  toValue,
} from '../../text/index.ts';
import { nodeItems } from '../nodes/check-node-list.ts';
import { type Locate, nowhere, subnetConflicts } from '../nodes/conflicts.ts';
import { readNodeSource, type SourceOptions } from '../sources/index.ts';
import { networksOf } from '../subnets/network.ts';
import type { SubnetPlan } from '../types.ts';
import { checkPlan } from './check-plan.ts';
import { type PlanInput, parseDocument } from './document.ts';
import { makePlan, noPlanFailure } from './make-plan.ts';
import { carriedNetConf, checkedNetConf, readNodes } from './plan-nodes.ts';

export interface PlanInputs extends SourceOptions {
  /** Absent: the net-conf in the list of nodes. */
  readonly netConf?: PlanInput;
  /** A node list, a plan, or the output of kubectl or etcdctl. */
  readonly nodes: PlanInput;
  readonly previous?: PlanInput;
}

export interface NewPlan {
  readonly plan: SubnetPlan;
  readonly previous?: SubnetPlan;
  readonly warnings: readonly Problem[];
}

/**
 * Makes a subnet plan (`makePlan`) of JSON or YAML files. A Failure `invalidConfig` has every problem of all the
 * files, with its place.
 */
export async function planFromFiles(inputs: PlanInputs): Promise<NewPlan> {
  const nodesFile = await readNodeSource(inputs.nodes.file, inputs.nodes.text, inputs);
  const carried = carriedNetConf(nodesFile);
  const netConfFile = inputs.netConf === undefined ? carried : await parseDocument(inputs.netConf);
  if (netConfFile === undefined) throw noNetConf(inputs.nodes.file);
  const previousFile = inputs.previous && (await parseDocument(inputs.previous));
  const { netConf, problems: netConfProblems } = checkedNetConf(netConfFile);
  const list = readNodes(nodesFile, netConf, inputs);
  const before = previousFile?.root && checkPlan(previousFile.root, previousFile.source);
  const previous = before?.plan;
  const problems = [
    ...netConfProblems,
    ...(carried === undefined || carried === netConfFile
      ? []
      : checkedNetConf(carried).problems.filter(isError)),
    ...list.problems,
    // Warnings are reported only of the net-conf that is used.
    ...[...(previousFile?.problems ?? []), ...(before?.problems ?? [])].filter(isError),
  ];
  const locate = locator('parsed' in nodesFile ? nodesFile.parsed : undefined, previousFile);
  if (netConf === undefined || problems.some(isError)) {
    const networks = netConf === undefined ? [] : networksOf(netConf);
    const conflicts = networks.flatMap((network) => subnetConflicts(network, list.nodes, previous));
    const all = [...problems, ...conflicts.map(locate)];
    throw new Failure('invalidConfig', noPlanFailure(all), { problems: all });
  }
  const netConfSource = netConfFile.root && toValue(netConfFile.root);
  const plan = makePlan(netConf, netConfSource, list.nodes, previous, locate);
  return { plan, ...(previous === undefined ? {} : { previous }), warnings: problems };
}

const noNetConf = (file: string): Failure =>
  new Failure('usage', `there is no net-conf in ${file}`, { hint: 'Give one: --net-conf FILE' });

/** Finds the place of a conflict in its file. */
function locator(nodes: ParsedSource | undefined, previous: ParsedSource | undefined): Locate {
  const files = { nodes: nodes && indexItems(nodes), previous: previous && indexItems(previous) };
  return (conflict) => {
    const { message, hint, node, file, key } = conflict;
    const found = files[file];
    const item = found?.items.get(node);
    if (found === undefined || item === undefined) return nowhere(conflict);
    return problemAt(found.source, entryOf(item, key)?.value ?? openingOf(item), 'error', message, hint);
  };
}

function indexItems({ root, source }: ParsedSource) {
  const items = new Map<string | undefined, SourceNode>();
  for (const item of root === undefined ? [] : nodeItems(root)) items.set(textOf(item, 'name'), item);
  return { source, items };
}
