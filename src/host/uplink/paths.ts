import { Failure } from '../../errors/index.ts';
import { type Address, type Family, familyOf, lengthOf, type Prefix, prefixOf } from '../../net/index.ts';
import { batchText, shellCommand, words } from '../../words/index.ts';
import { askRoutes } from '../observe/ask-routes.ts';
import { given, type Item, text } from '../observe/fields.ts';
import { readAnswer } from '../observe/json.ts';
import { toDestination } from '../observe/names.ts';
import { parseList } from '../observe/parse-json.ts';
import { outputOf, type RunResult } from '../run.ts';
import { runTool } from '../tool.ts';
import { policyRulesOf } from './policy-rules.ts';
import { reachOf } from './routes.ts';
import type { PolicyRule, Reach } from './types.ts';

/** The route to an address; empty if the kernel has none. */
export type PathTo = Pick<Reach, 'dev' | 'gateway' | 'mtu' | 'table'>;

const pathOf = ({ dev, gateway, mtu, table }: Reach): PathTo => given<PathTo>({ dev, gateway, mtu, table });

/** The numbers of the refused lines: the kernel has no route, or an unreachable one. */
const refusedLines = (stderr: string): number[] =>
  [...stderr.matchAll(/^Command failed -:(\d+)$/gm)].map(([, line]) => Number(line));

/** The answers in the output of `ip -batch`: each is a JSON list on a line of its own. */
const answersIn = (stdout: string): (readonly Item[])[] => stdout.split('\n').filter(Boolean).map(parseList);

const isRules = ([first]: readonly Item[]): boolean => first !== undefined && 'priority' in first;

const reachesOf = (stdout: string): Reach[] =>
  answersIn(stdout).flatMap((answer) => (isRules(answer) ? [] : (reachOf(answer) ?? [])));

const rulesOf = (stdout: string): PolicyRule[] => answersIn(stdout).filter(isRules).flatMap(policyRulesOf);

/**
 * Matches answers to addresses. Each line of the batch must be answered with its address or refused by its number;
 * otherwise the answers can't be trusted.
 */
async function readAnswers(addresses: readonly Address[], result: RunResult): Promise<Map<Address, PathTo>> {
  const paths = new Map<Address, PathTo>(
    refusedLines(result.stderr).flatMap((line) => {
      const address = addresses[line - 1];
      return address === undefined ? [] : [[address, {}] as const];
    }),
  );
  for (const reach of await readAnswer(result.command, result.stdout, reachesOf))
    if (reach.dst !== undefined) paths.set(reach.dst, pathOf(reach));
  if (addresses.every((address) => paths.has(address))) return paths;
  outputOf(result);
  throw new Failure('unavailable', `${shellCommand(result.command)} did not answer for every address`);
}

/** Makes a function that finds the route of the main table to an address: the one with the longest prefix. */
async function routeFinder(family: Family): Promise<(address: Address) => Prefix | undefined> {
  const prefixes = await askRoutes(family, (list) =>
    list.flatMap((item) => toDestination(text(item, 'dst') ?? '', family) ?? []),
  );
  const known = new Set(prefixes);
  const lengths = [...new Set(prefixes.map(lengthOf))].toSorted((a, b) => b - a);
  return (address) => {
    for (const length of lengths) {
      const prefix = prefixOf(address, length);
      if (known.has(prefix)) return prefix;
    }
    return undefined;
  };
}

/** Addresses that one route leads to. */
type RouteGroup = readonly [Address, ...Address[]];

/** Groups the addresses of a family by the route that leads to them. */
async function byRoute(family: Family, addresses: readonly Address[]): Promise<RouteGroup[]> {
  const own = addresses.filter((address) => familyOf(address) === family);
  if (own.length === 0) return [];
  const routeTo = await routeFinder(family);
  const groups = new Map<Prefix | undefined, [Address, ...Address[]]>();
  for (const address of own) {
    const route = routeTo(address);
    const group = groups.get(route);
    if (group === undefined) groups.set(route, [address]);
    else group.push(address);
  }
  return [...groups.values()];
}

/** The address of a subnet that stands for its pods: the gateway's is the first. */
export const SAMPLED_HOST = 2;

/** The ways to addresses, and the IPv4 rules that choose the tables that ways are looked up in. */
export interface Ways {
  readonly paths: ReadonlyMap<Address, PathTo>;
  readonly rules: readonly PolicyRule[];
}

/**
 * The ways to addresses. Of those in `grouped` the kernel is asked for one per route of the main table, because 10,000
 * questions cost 0.26 CPU seconds and nearly all have the same answer.
 */
export async function waysByPrefix(grouped: readonly Address[], single: readonly Address[]): Promise<Ways> {
  const distinct = [...new Set(grouped)];
  const groups = (await Promise.all([byRoute(4, distinct), byRoute(6, distinct)])).flat();
  const { paths, rules } = await waysTo([...groups.map(([first]) => first), ...single]);
  const ofGroups = groups.flatMap((group) =>
    group.map((address) => [address, paths.get(group[0]) ?? {}] as const),
  );
  return { paths: new Map([...paths, ...ofGroups]), rules };
}

/**
 * The way to each address, asked of the kernel by one process. `-force` is safe because nothing is changed, and
 * needed because an address with an error as its answer (no route, unreachable, prohibit, blackhole) would end the
 * batch. The rules come last, so that each line of an address has its number.
 */
export async function waysTo(addresses: readonly Address[]): Promise<Ways> {
  const distinct = [...new Set(addresses)];
  if (distinct.length === 0) return { paths: new Map(), rules: [] };
  const input = batchText([...distinct.map((address) => words`route get ${address}`), words`rule show`]);
  const result = await runTool(['ip', '-N', '-j', '-force', '-batch', '-'], { input });
  return {
    paths: await readAnswers(distinct, result),
    rules: await readAnswer(result.command, result.stdout, rulesOf),
  };
}
