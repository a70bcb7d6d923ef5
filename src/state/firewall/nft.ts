import {
  joinScripts,
  type NftChain,
  nftListing,
  nftRemove,
  nftTable,
  type Script,
  UnencodableError,
  type Words,
  words,
} from '../../words/index.ts';
import type { Chain, PrefixMatch, Rule, Ruleset, UnknownRule } from './rules.ts';

/** The table of our nft rules: its name is their mark. */
export const NFT_TABLE = 'flannelctl';

/** The kernel's hook points as nft names them; priorities as in iptables, so that both engines act at the same place. */
const HOOKS = {
  postrouting: words`type nat hook postrouting priority srcnat; policy accept;`,
  forward: words`type filter hook forward priority filter; policy accept;`,
} as const;

type Family = Ruleset['family'];

const match = (family: Family, side: 'saddr' | 'daddr', value: PrefixMatch | undefined): readonly string[] =>
  value === undefined ? [] : words`${family} ${side} ${value.negated ? '!=' : []} ${value.prefix}`;

function markWords({ mark, wholeMark }: Rule): readonly string[] {
  if (mark === undefined) return [];
  const bit = `0x${mark.toString(16)}`;
  return wholeMark ? words`meta mark ${bit}` : words`meta mark & ${bit} == ${bit}`;
}

const verdict = ({ verdict, fullyRandom }: Rule): Words =>
  verdict === 'masquerade' && fullyRandom !== false ? words`masquerade fully-random` : words`${verdict}`;

const ruleWords = (rule: Rule, family: Family): Words =>
  words`${markWords(rule)} ${match(family, 'saddr', rule.source)} ${match(family, 'daddr', rule.destination)} ${verdict(rule)}`;

/** A rule as nft writes it. */
export const ruleText = (rule: Rule, family: Family): string => ruleWords(rule, family).join(' ');

/** An unknown rule is text of nft, and can be restored only with its whole table. */
function ownWords(rule: Rule | UnknownRule, family: Family): Words {
  if ('unknown' in rule) throw new UnencodableError('no rule of ours', rule.unknown);
  return ruleWords(rule, family);
}

const chainOf = ({ name, hook, hooked, rules }: Chain, family: Family): NftChain => ({
  name,
  lines: [...(hooked ? [HOOKS[hook]] : []), ...rules.map((rule) => ownWords(rule, family))],
});

/** A transaction that leaves exactly this table. `add` before `delete` works whether or not the table exists. */
export function replaceScript({ family, table, chains, source }: Ruleset): Script {
  const whole =
    source === undefined
      ? nftTable(
          family,
          table,
          chains.map((chain) => chainOf(chain, family)),
        )
      : nftListing(family, table, source);
  return joinScripts(nftRemove(family, table), whole);
}

/** A transaction that replaces one table by another: each packet meets the rules of exactly one of them. */
export const succeedScript = (from: Ruleset, to: Ruleset): Script =>
  joinScripts(replaceScript(to), nftRemove(from.family, from.table));
