import type { Prefix } from '../../net/index.ts';
import type { Chain, PrefixMatch, Rule, Ruleset, UnknownRule } from '../../state/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** The parts of `nft -j list table` that are read (nft 1.0.6, json_schema_version 1). */
export interface NftJson {
  readonly nftables: readonly {
    /** `flags` (here a wrong text in nft 1.0.6) is there where the table is dormant. */
    readonly table?: { readonly family: string; readonly name: string; readonly flags?: unknown };
    readonly chain?: ChainJson;
    readonly rule?: { readonly chain: string; readonly comment?: string; readonly expr: readonly Json[] };
  }[];
}

interface ChainJson {
  readonly name: string;
  readonly type?: string;
  readonly hook?: string;
  readonly prio?: number;
  readonly policy?: string;
}

/** How chains of ours are hooked, by hook. */
const HOOKED: Readonly<Record<string, string>> = {
  postrouting: 'type nat hook postrouting priority 100 policy accept',
  forward: 'type filter hook forward priority 0 policy accept',
};

/** A chain that is hooked in another way than ours, or sleeps with its table, is kept in nft's words. */
function readHook(
  { type, hook, prio, policy }: ChainJson,
  isDormant: boolean,
): Omit<Chain, 'name' | 'rules'> {
  const place = hook === 'forward' ? 'forward' : 'postrouting';
  if (hook === undefined) return { hook: place, hooked: false };
  const words = `type ${type} hook ${hook} priority ${prio} policy ${policy}`;
  if (words === HOOKED[hook] && !isDormant) return { hook: place, hooked: true };
  return { hook: place, hooked: false, hookedBy: `${words}${isDormant ? ' flags dormant' : ''}` };
}

interface Match {
  readonly op?: string;
  readonly left?: unknown;
  readonly right?: unknown;
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function readPrefix({ op, right }: Match): PrefixMatch | undefined {
  const { addr, len } = ((right as Json | undefined)?.['prefix'] ?? {}) as { addr?: string; len?: number };
  if (addr === undefined || (op !== '==' && op !== '!=')) return undefined;
  return { prefix: `${addr}/${len}` as Prefix, negated: op === '!=' };
}

const MARK = { meta: { key: 'mark' } };

/** `meta mark & BIT == BIT`, or `meta mark BIT`. */
function readMark({ op, left, right }: Match): Partial<Rule> | undefined {
  if (op !== '==' || typeof right !== 'number') return undefined;
  if (equal(left, MARK)) return { mark: right, wholeMark: true };
  return equal(left, { '&': [MARK, right] }) ? { mark: right } : undefined;
}

function readMatch(match: Match): Partial<Rule> | undefined {
  const mark = readMark(match);
  if (mark !== undefined) return mark;
  const field = ((match.left as Json | undefined)?.['payload'] as Json | undefined)?.['field'];
  const prefix = readPrefix(match);
  if (prefix === undefined) return undefined;
  return field === 'saddr' ? { source: prefix } : field === 'daddr' ? { destination: prefix } : undefined;
}

function readVerdict(expression: Json): Partial<Rule> | undefined {
  if ('accept' in expression) return { verdict: 'accept' };
  if ('return' in expression) return { verdict: 'return' };
  if (equal(expression, { masquerade: { flags: 'fully-random' } })) return { verdict: 'masquerade' };
  return equal(expression, { masquerade: null }) ? { verdict: 'masquerade', fullyRandom: false } : undefined;
}

function readRule(expressions: readonly Json[]): Rule | UnknownRule {
  const parts = expressions.map((expression) =>
    'match' in expression ? readMatch(expression['match'] as Match) : readVerdict(expression),
  );
  const rule = Object.assign({}, ...parts) as Partial<Rule>;
  if (parts.includes(undefined) || rule.verdict === undefined)
    return { unknown: JSON.stringify(expressions) };
  return rule as Rule;
}

/** Whether a table has anything in it that we never write, so that only nft's own text says all of it. */
export const isMoreThanOurs = ({ nftables }: NftJson): boolean =>
  nftables.some(
    (item) =>
      Object.keys(item).some((kind) => !['metainfo', 'table', 'chain', 'rule'].includes(kind)) ||
      (item.rule !== undefined && 'unknown' in readRule(item.rule.expr)),
  );

/** Whether a rule's comment has a quote in it, which nft's own text has no way to say. */
export const hasQuoteInComment = ({ nftables }: NftJson): boolean =>
  nftables.some(({ rule }) => rule?.comment?.includes('"'));

/** Our table, out of `nft -j list table`. A rule that is not of a form we write is kept as the text nft gave. */
export function readNftTable({ nftables }: NftJson): Ruleset[] {
  const table = nftables.find((item) => item.table !== undefined)?.table;
  if (table === undefined) return [];
  const rules = nftables.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  const chains = nftables.flatMap(({ chain }): Chain[] => {
    if (chain === undefined) return [];
    const own = rules.filter((rule) => rule.chain === chain.name).map(({ expr }) => readRule(expr));
    return [{ name: chain.name, ...readHook(chain, table.flags !== undefined), rules: own }];
  });
  return [
    { kind: 'ruleset', engine: 'nft', family: table.family as Ruleset['family'], table: table.name, chains },
  ];
}
