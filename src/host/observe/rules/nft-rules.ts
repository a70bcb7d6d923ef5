import { familyOf, type Prefix, parsePrefix } from '../../../net/index.ts';
import type { Chain, Rule, Ruleset, UnknownRule } from '../../../state/index.ts';
import { type Item, inner, isItem, required, text, wordList } from '../json/fields.ts';
import { toAddress, toDestination } from '../json/names.ts';

/** How chains of ours are hooked, by hook. */
const HOOKED: Readonly<Record<string, string>> = {
  postrouting: 'type nat hook postrouting priority 100 policy accept',
  forward: 'type filter hook forward priority 0 policy accept',
};

/** Flags of a table that leave its chains awake. */
const AWAKE = new Set(['owner', 'persist']);

/** For a table that sleeps nft up to 1.0.6 prints what happens to be in its memory. */
const flagsText = (flags: readonly string[]): string =>
  flags.length === 0 ? '' : ` flags ${flags.map((name) => (AWAKE.has(name) ? name : 'dormant')).join(',')}`;

/** A chain that is hooked in another way than ours, or sleeps with its table, is kept in nft's words. */
function readHook(chain: Item, flags: readonly string[]): Omit<Chain, 'name' | 'rules'> {
  const hook = text(chain, 'hook');
  const place = hook === 'forward' ? 'forward' : 'postrouting';
  if (hook === undefined) return { hook: place, hooked: false };
  const [type, prio, policy] = ['type', 'prio', 'policy'].map((name) => text(chain, name));
  const words = `type ${type} hook ${hook} priority ${prio} policy ${policy}`;
  if (words === HOOKED[hook] && flags.length === 0) return { hook: place, hooked: true };
  return { hook: place, hooked: false, hookedBy: `${words}${flagsText(flags)}` };
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A prefix, or a host's address, which is printed without its length. */
function prefixIn(right: unknown): Prefix | undefined {
  if (typeof right === 'string') {
    const host = toAddress(right);
    return host === undefined ? undefined : toDestination(host, familyOf(host));
  }
  const prefix = isItem(right) && isItem(right['prefix']) ? right['prefix'] : {};
  const { addr, len } = prefix;
  return typeof addr === 'string' && typeof len === 'number' ? parsePrefix(`${addr}/${len}`) : undefined;
}

const MARK = { meta: { key: 'mark' } };

/** `meta mark & BIT == BIT`, or `meta mark BIT`. */
function readMark({ op, left, right }: Item): Partial<Rule> | undefined {
  if (op !== '==' || typeof right !== 'number') return undefined;
  if (equal(left, MARK)) return { mark: right, wholeMark: true };
  return equal(left, { '&': [MARK, right] }) ? { mark: right } : undefined;
}

const SIDES: Readonly<Record<string, 'source' | 'destination'>> = {
  saddr: 'source',
  daddr: 'destination',
};

function readMatch(match: unknown): Partial<Rule> | undefined {
  if (!isItem(match)) return undefined;
  const mark = readMark(match);
  if (mark !== undefined) return mark;
  const { op, left, right } = match;
  const payload = isItem(left) && isItem(left['payload']) ? left['payload'] : {};
  const side = SIDES[String(payload['field'])];
  const prefix = prefixIn(right);
  const isKnown = payload['protocol'] === 'ip' || payload['protocol'] === 'ip6';
  if (side === undefined || !isKnown || prefix === undefined || (op !== '==' && op !== '!='))
    return undefined;
  return { [side]: { prefix, negated: op === '!=' } };
}

/** The flags of a statement: nft from 1.1.7 prints a list, also of one; before, one alone is a text. */
const FULLY_RANDOM = ['fully-random', ['fully-random']].map((flags) => ({ masquerade: { flags } }));

function readVerdict(expression: Item): Partial<Rule> | undefined {
  if ('accept' in expression) return { verdict: 'accept' };
  if ('return' in expression) return { verdict: 'return' };
  if (FULLY_RANDOM.some((form) => equal(expression, form))) return { verdict: 'masquerade' };
  return equal(expression, { masquerade: null }) ? { verdict: 'masquerade', fullyRandom: false } : undefined;
}

const readExpression = (expression: unknown): Partial<Rule> | undefined => {
  if (!isItem(expression)) return undefined;
  return 'match' in expression ? readMatch(expression['match']) : readVerdict(expression);
};

function readRule({ expr }: Item): Rule | UnknownRule {
  const parts = Array.isArray(expr) ? expr.map(readExpression) : [undefined];
  const rule = Object.assign({}, ...parts) as Partial<Rule>;
  if (parts.includes(undefined) || rule.verdict === undefined)
    return { unknown: JSON.stringify(expr) ?? 'nothing' };
  return rule as Rule;
}

const all = (objects: readonly Item[], kind: 'table' | 'chain' | 'rule'): Item[] =>
  objects.filter((object) => kind in object).map((object) => inner(object, kind));

const KNOWN = new Set(['metainfo', 'table', 'chain', 'rule']);

/** Whether a table has anything in it that we never write, so that only nft's own text says all of it. */
export const isMoreThanOurs = (objects: readonly Item[]): boolean =>
  objects.some((object) => Object.keys(object).some((kind) => !KNOWN.has(kind))) ||
  all(objects, 'rule').some((rule) => 'unknown' in readRule(rule));

/** Whether a rule's comment has a quote in it, which nft's own text has no way to say. */
export const hasQuoteInComment = (objects: readonly Item[]): boolean =>
  all(objects, 'rule').some(({ comment }) => typeof comment === 'string' && comment.includes('"'));

/** Our table, out of `nft -j list table`. A rule that is not of a form we write is kept as the text nft gave. */
export function readNftTable(objects: readonly Item[]): Ruleset[] {
  const [table] = all(objects, 'table');
  if (table === undefined) return [];
  const flags = wordList(table, 'flags');
  const rules = all(objects, 'rule');
  const chains = all(objects, 'chain').map((chain): Chain => {
    const name = required(text, chain, 'name');
    const own = rules.filter((rule) => rule['chain'] === name).map(readRule);
    return { name, ...readHook(chain, flags), rules: own };
  });
  return [
    {
      kind: 'ruleset',
      engine: 'nft',
      family: required(text, table, 'family') as Ruleset['family'],
      table: required(text, table, 'name'),
      chains,
    },
  ];
}

/** A table that nft can't put into JSON: all of it is unknown, and can be replaced or deleted. */
export const opaqueTable = (family: Ruleset['family'], table: string, source: string): Ruleset => ({
  kind: 'ruleset',
  engine: 'nft',
  family,
  table,
  chains: [
    { name: 'of names that are no UTF-8', hook: 'postrouting', hooked: false, rules: [{ unknown: source }] },
  ],
  source,
});
