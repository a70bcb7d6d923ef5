import { isFlannelChain } from '../../flannel/index.ts';
import { NFT_TABLE } from '../../state/index.ts';
import type { Happened, Seen, WatchInterest } from './events.ts';

/** A line of `nft monitor`: `delete rule ip nat POSTROUTING handle 4`. */
interface RulesetLine {
  readonly isGone: boolean;
  readonly object: string;
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly rest: string;
}

const LINE = /^(\w+) (table|chain|rule|set|element|map|flowtable) (ip6?) (\S+)(?: (\S+))?(.*)$/;

function readLine(line: string): RulesetLine | undefined {
  const [, verb, object, family, table, chain = '', rest = ''] = LINE.exec(line) ?? [];
  if (object === undefined || family === undefined || table === undefined) return undefined;
  return { isGone: verb === 'delete' || verb === 'destroy', object, family, table, chain, rest };
}

/** The built-in chains that have the jumps to ours, by table (flannel-facts 6.1, 6.2). */
const BUILT_IN_CHAINS: Readonly<Record<string, string | undefined>> = {
  nat: 'POSTROUTING',
  filter: 'FORWARD',
};

/**
 * Whether a line is of the chains that iptables has of ours, or of a jump to one. Of a deleted rule nft only names the
 * chain, so it may be any rule of the built-in one.
 */
function isOfOurChains({ isGone, object, table, chain, rest }: RulesetLine): boolean {
  const builtIn = BUILT_IN_CHAINS[table];
  if (builtIn === undefined) return false;
  if (object === 'table') return isGone;
  if (isFlannelChain(chain)) return true;
  if (chain !== builtIn) return false;
  return object === 'rule' ? isGone || / jump FLANNEL-/.test(rest) : object === 'chain' && isGone;
}

function keyOfLine(line: RulesetLine, { engine, keeps }: WatchInterest): string | undefined {
  const { family, table } = line;
  const nftKey = `ruleset nft ${family} ${table}`;
  if ((engine === 'nft' && table === NFT_TABLE) || keeps?.(nftKey)) return nftKey;
  return engine === 'iptables' && isOfOurChains(line) ? `ruleset iptables ${family} ${table}` : undefined;
}

/** Whether a line is of all that a ruleset has: its table, or a chain of flannel's in a table of iptables. */
const isOfAll = ({ object, chain }: RulesetLine): boolean =>
  object === 'table' || (object === 'chain' && isFlannelChain(chain));

/** What a transaction does to one ruleset: deleted and recreated is a change. */
function outcome(lines: readonly RulesetLine[]): Happened {
  const whole = lines.filter(isOfAll);
  const wasMade = whole.some(({ isGone }) => !isGone);
  const wasDeleted = whole.some(({ isGone }) => isGone);
  if (wasMade === wasDeleted) return 'changed';
  return wasMade ? 'came' : 'gone';
}

/** The end of a transaction in what nft prints. Its number, and who made it. */
export const GENERATION = /^# new generation \d+ by process \d+ \((.*)\)$/;

/** What nft says when its socket lost events. */
export const LOST = /^# ERROR: We lost/;

/** Our rulesets that a transaction changed. @param by the process that made it */
export function readTransaction(printed: readonly string[], by: string, interest: WatchInterest): Seen[] {
  const lines = printed.flatMap((line) => readLine(line) ?? []);
  const byKey = new Map<string, RulesetLine[]>();
  for (const line of lines) {
    const key = keyOfLine(line, interest);
    if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), line]);
  }
  const deleted = printed.flatMap((line) => /^(?:delete|destroy) table (\w+ \S+)/.exec(line)?.[1] ?? []);
  return [...byKey].map(([key, own]) => ({
    kind: 'ruleset',
    key,
    what: outcome(own),
    transaction: { by, deleted },
  }));
}
