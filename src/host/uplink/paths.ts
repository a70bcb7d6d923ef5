import { Failure } from '../../errors/index.ts';
import {
  type Address,
  type Family,
  familyOf,
  type LinkName,
  longestMatch,
  type Prefix,
} from '../../net/index.ts';
import { batchText, shellCommand, words } from '../../words/index.ts';
import { outputOf, type RunResult } from '../exec/run.ts';
import { runTool } from '../exec/tool.ts';
import type { RoutesByFamily } from '../facts/main-routes.ts';
import { type RoutingRule, routingRulesOf } from '../facts/tables/policy-rules.ts';
import { given, type Item } from '../observe/json/fields.ts';
import { readAnswer } from '../observe/json/json.ts';
import { toDestination } from '../observe/json/names.ts';
import { parseList } from '../observe/json/parse-json.ts';
import type { RouteJson } from '../observe/routes.ts';
import { reachOf } from './routes.ts';
import type { Reach } from './types.ts';

/** The route to an address; empty if the kernel has none. */
export type PathTo = Pick<Reach, 'dev' | 'gateway' | 'mtu' | 'table'>;

/** What is kept of an answer about a route. */
export const pathOf = ({ dev, gateway, mtu, table }: Reach): PathTo =>
  given<PathTo>({ dev, gateway, mtu, table });

/** The numbers of the refused lines: the kernel has no route, or an unreachable one. */
const refusedLines = (stderr: string): number[] =>
  [...stderr.matchAll(/^Command failed -:(\d+)$/gm)].map(([, line]) => Number(line));

/** The answers in the output of `ip -batch`: each is a JSON list on a line of its own. */
const answersIn = (stdout: string): (readonly Item[])[] => stdout.split('\n').filter(Boolean).map(parseList);

const isRules = ([first]: readonly Item[]): boolean => first !== undefined && 'priority' in first;

const reachesOf = (stdout: string): Reach[] =>
  answersIn(stdout).flatMap((answer) => (isRules(answer) ? [] : (reachOf(answer) ?? [])));

const rulesOf = (stdout: string, family: Family): RoutingRule[] =>
  answersIn(stdout)
    .filter(isRules)
    .flatMap((list) => routingRulesOf(list, family));

/** What the kernel is asked: the way of a packet of this node, or of one that a pod sends. */
interface Question {
  readonly to: Address;
  readonly pod?: PodSource;
}

/** Where a pod's packet comes from. */
interface PodSource {
  readonly source: Address;
  readonly bridge: LinkName;
}

const isAnswerTo = ({ to, pod }: Question, { dst, iif }: Reach): boolean => dst === to && iif === pod?.bridge;

/**
 * Matches answers to questions. Each line of the batch must be answered with its address or refused by its number;
 * otherwise the answers can't be trusted.
 */
async function readAnswers(
  questions: readonly Question[],
  result: RunResult,
): Promise<(readonly [Question, PathTo])[]> {
  const refused = new Set(refusedLines(result.stderr));
  const reaches = await readAnswer(result.command, result.stdout, reachesOf);
  let next = 0;
  return questions.map((question, i) => {
    if (refused.has(i + 1)) return [question, {}] as const;
    const reach = reaches[next++];
    if (reach !== undefined && isAnswerTo(question, reach)) return [question, pathOf(reach)] as const;
    outputOf(result);
    throw new Failure('unavailable', `${shellCommand(result.command)} did not answer for every address`);
  });
}

/** Addresses that one route leads to. */
type RouteGroup = readonly [Address, ...Address[]];

/** Groups the addresses of a family by the route that leads to them. */
function byRoute(family: Family, addresses: readonly Address[], routes: readonly RouteJson[]): RouteGroup[] {
  const routeTo = longestMatch(routes.flatMap(({ dst = '' }) => toDestination(dst, family) ?? []));
  const groups = new Map<Prefix | undefined, [Address, ...Address[]]>();
  for (const address of addresses) {
    if (familyOf(address) !== family) continue;
    const route = routeTo(address);
    const group = groups.get(route);
    if (group === undefined) groups.set(route, [address]);
    else group.push(address);
  }
  return [...groups.values()];
}

/** The address of a subnet that stands for its pods: the gateway's is the first. */
export const SAMPLED_HOST = 2;

/** The ways to addresses, and the rules that choose the tables that ways are looked up in. */
export interface Ways {
  /** Of packets of this node. */
  readonly paths: ReadonlyMap<Address, PathTo>;
  /** Of packets that a pod sends: rules may send them by other tables than the node's own. */
  readonly podPaths: ReadonlyMap<Address, PathTo>;
  readonly rules: { readonly [F in Family]: readonly RoutingRule[] };
}

/** What is asked for pods: ways to their addresses, and from the addresses of this node's own by family. */
export type PodSources = { readonly [F in Family]?: PodSource };

/**
 * The ways to public IPs and to pods. Of those in `grouped` the kernel is asked for one per route of the main table,
 * because 10,000 questions cost 0.26 CPU seconds and nearly all have the same answer.
 */
export async function waysByPrefix(
  grouped: readonly Address[],
  routes: RoutesByFamily,
  pods: readonly Address[],
  sources: PodSources,
): Promise<Ways> {
  const distinct = [...new Set(grouped)];
  const groups = [...byRoute(4, distinct, routes[4]), ...byRoute(6, distinct, routes[6])];
  const ways = await waysTo(
    groups.map(([first]) => first),
    pods,
    sources,
  );
  const paths = new Map(ways.paths);
  for (const group of groups) {
    const path = ways.paths.get(group[0]) ?? {};
    for (const address of group) paths.set(address, path);
  }
  return { ...ways, paths };
}

/**
 * The way to each address, asked of the kernel by one process a family. `-force` is safe because nothing is changed, and
 * needed because an address with an error as its answer (no route, unreachable, prohibit, blackhole; no such bridge)
 * would end the batch. The rules come last, so that each line of an address has its number.
 */
export async function waysTo(
  addresses: readonly Address[],
  pods: readonly Address[] = [],
  sources: PodSources = {},
): Promise<Ways> {
  const plain = [...new Set([...addresses, ...pods])].map((to): Question => ({ to }));
  const ofPods = pods.flatMap((to): Question[] => {
    const pod = sources[familyOf(to)];
    return pod === undefined ? [] : [{ to, pod }];
  });
  const questions = [...plain, ...ofPods];
  const [four, six] = await Promise.all([ask(4, questions), ask(6, questions)]);
  const all = [...four.answers, ...six.answers];
  return {
    paths: new Map(all.filter(([{ pod }]) => pod === undefined).map(([{ to }, path]) => [to, path])),
    podPaths: new Map(all.filter(([{ pod }]) => pod !== undefined).map(([{ to }, path]) => [to, path])),
    rules: { 4: four.rules, 6: six.rules },
  };
}

interface Asked {
  readonly answers: readonly (readonly [Question, PathTo])[];
  readonly rules: readonly RoutingRule[];
}

async function ask(family: Family, all: readonly Question[]): Promise<Asked> {
  const questions = all.filter(({ to }) => familyOf(to) === family);
  if (questions.length === 0) return { answers: [], rules: [] };
  const lines = questions.map(({ to, pod }) =>
    pod === undefined ? words`route get ${to}` : words`route get ${to} from ${pod.source} iif ${pod.bridge}`,
  );
  const flags = family === 6 ? ['-6'] : [];
  const result = await runTool(['ip', ...flags, '-N', '-j', '-force', '-batch', '-'], {
    input: batchText([...lines, words`rule show`]),
  });
  return {
    answers: await readAnswers(questions, result),
    rules: await readAnswer(result.command, result.stdout, (stdout) => rulesOf(stdout, family)),
  };
}
