import {
  checkNetConf,
  entryOf,
  openingOf,
  type ParsedSource,
  parseSource,
  problemAt,
  type Range,
  type SourceNode,
  textOf,
  toValue,
} from '../config/index.ts';
import { Failure, isError, type Problem } from '../errors/index.ts';
import { checkNodeList, nodeItems } from './check-node-list.ts';
import { checkPlan } from './check-plan.ts';
import { type Locate, nowhere, subnetConflicts } from './conflicts.ts';
import { makePlan, noPlanBecause } from './make-plan.ts';
import { networksOf } from './network.ts';
import type { SubnetPlan } from './types.ts';

/** A file's text, and the name it is called by in messages. */
export interface PlanInput {
  readonly file: string;
  readonly text: string;
}

export interface PlanInputs {
  readonly netConf: PlanInput;
  readonly nodes: PlanInput;
  readonly previous?: PlanInput;
}

export interface NewPlan {
  readonly plan: SubnetPlan;
  readonly previous?: SubnetPlan;
  readonly warnings: readonly Problem[];
}

/**
 * Makes a subnet plan (`makePlan`) of files as people write them, JSON or YAML. A Failure `invalidConfig` has every
 * problem of all the files, in place.
 */
export async function planFromFiles(inputs: PlanInputs): Promise<NewPlan> {
  const netConfFile = await parse(inputs.netConf);
  const nodesFile = await parse(inputs.nodes);
  const previousFile = inputs.previous && (await parse(inputs.previous));
  const { netConf, problems: netConfProblems } = readNetConf(netConfFile);
  const list = nodesFile.root && checkNodeList(nodesFile.root, nodesFile.source, netConf);
  const before = previousFile?.root && checkPlan(previousFile.root, previousFile.source);
  const previous = before?.plan;
  const problems = [
    ...netConfProblems,
    ...nodesFile.problems,
    ...(list?.problems ?? []),
    // A net-conf's warnings are said once, of the net-conf that is to be used.
    ...[...(previousFile?.problems ?? []), ...(before?.problems ?? [])].filter(isError),
  ];
  const nodes = list?.nodes ?? [];
  const locate = locator(nodesFile, previousFile);
  if (netConf === undefined || problems.some(isError)) {
    const networks = netConf === undefined ? [] : networksOf(netConf);
    const conflicts = networks.flatMap((network) => subnetConflicts(network, nodes, previous)).map(locate);
    const all = [...problems, ...conflicts];
    throw new Failure('invalidConfig', noPlanBecause(all), { problems: all });
  }
  const netConfSource = netConfFile.root && toValue(netConfFile.root);
  const plan = makePlan(netConf, netConfSource, nodes, previous, locate);
  return { plan, ...(previous === undefined ? {} : { previous }), warnings: problems };
}

/** Reads a file that has to be one document. */
async function parse({ file, text }: PlanInput): Promise<ParsedSource> {
  const parsed = await parseSource(file, text);
  const [first, second] = parsed.roots;
  const extra = (range: Range, message: string): ParsedSource => ({
    ...parsed,
    problems: [...parsed.problems, problemAt(parsed.source, range, 'error', message)],
  });
  if (second !== undefined) return extra(openingOf(second), 'a second document, where only one is read');
  if (first === undefined && parsed.problems.length === 0) return extra(START, 'there is no document in it');
  return parsed;
}

const START: Range = { start: 0, end: 0 };

function readNetConf({ root, source, problems }: ParsedSource): ReturnType<typeof checkNetConf> {
  if (root === undefined) return { problems };
  const checked = checkNetConf(root, source);
  return { ...checked, problems: [...problems, ...checked.problems] };
}

/** Finds the place of a conflict in the file it is about. */
function locator(nodes: ParsedSource, previous: ParsedSource | undefined): Locate {
  const files = { nodes: indexItems(nodes), previous: previous && indexItems(previous) };
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
