import type { Chain, PrefixMatch, Rule, Ruleset } from './rules.ts';

/** The table of our own that our nft rules are in: its name is their mark. */
export const NFT_TABLE = 'flannelctl';

/** flannel's own tables (flannel-facts 6.4), whose place ours take. */
export const FLANNEL_TABLES = { ip: 'flannel-ipv4', ip6: 'flannel-ipv6' } as const;

/** The kernel's hook points as nft names them; priorities as in iptables, so that both engines act at the same place. */
const HOOKS = {
  postrouting: 'type nat hook postrouting priority srcnat; policy accept;',
  forward: 'type filter hook forward priority filter; policy accept;',
} as const;

const match = (keyword: string, side: 'saddr' | 'daddr', value: PrefixMatch | undefined): string =>
  value === undefined ? '' : `${keyword} ${side} ${value.negated ? '!= ' : ''}${value.prefix}`;

/** A rule as nft writes it. */
export function ruleText(rule: Rule, family: Ruleset['family']): string {
  const bit = rule.mark === undefined ? '' : `0x${rule.mark.toString(16)}`;
  return [
    bit && (rule.wholeMark ? `meta mark ${bit}` : `meta mark & ${bit} == ${bit}`),
    match(family, 'saddr', rule.source),
    match(family, 'daddr', rule.destination),
    rule.verdict === 'masquerade' && rule.fullyRandom !== false ? 'masquerade fully-random' : rule.verdict,
  ]
    .filter(Boolean)
    .join(' ');
}

function chainBlock({ name, hook, hooked, rules }: Chain, family: Ruleset['family']): string[] {
  const lines = rules.map((rule) => `    ${'unknown' in rule ? rule.unknown : ruleText(rule, family)}`);
  return [`  chain ${name} {`, ...(hooked ? [`    ${HOOKS[hook]}`] : []), ...lines, '  }'];
}

/**
 * A transaction that leaves exactly this table. `add` before `delete`, so that it works whether or not there is one:
 * `destroy` is a syntax error in nft 1.0.6.
 */
export function replaceScript(ruleset: Ruleset): string {
  const { family, table, chains, source } = ruleset;
  if (source !== undefined) return `${removeScript(ruleset)}\n${source}`;
  const body = chains.flatMap((chain) => chainBlock(chain, family));
  return [removeScript(ruleset), `table ${family} ${table} {`, ...body, '}'].join('\n');
}

/** The same, and away with the table that it takes the place of: packets meet the rules of one or the other. */
export const succeedScript = (from: Ruleset, to: Ruleset): string =>
  `${replaceScript(to)}\n${removeScript(from)}`;

export const removeScript = ({ family, table }: Ruleset): string =>
  `add table ${family} ${table}\ndelete table ${family} ${table}`;
