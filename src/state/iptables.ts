import type { Chain, PrefixMatch, Rule, Ruleset } from './rules.ts';

/** flannel's chains, by table (flannel-facts 6.1, 6.2). */
export const FLANNEL_CHAINS = {
  nat: { name: 'FLANNEL-POSTRTG', hook: 'postrouting' },
  filter: { name: 'FLANNEL-FWD', hook: 'forward' },
} as const;

/** The built-in chains that jump to ours. */
export const BUILT_IN = { postrouting: 'POSTROUTING', forward: 'FORWARD' } as const;

/** flannel's own comments, so that its rules and ours are the same rules (flannel-facts 6.1, 6.2). */
const COMMENTS = { postrouting: 'flanneld masq', forward: 'flanneld forward' } as const;

const VERDICTS = { accept: 'ACCEPT', return: 'RETURN', masquerade: 'MASQUERADE' } as const;

const verdictText = ({ verdict, fullyRandom }: Rule): string =>
  verdict === 'masquerade' && fullyRandom !== false ? 'MASQUERADE --random-fully' : VERDICTS[verdict];

const match = (option: '-s' | '-d', value: PrefixMatch | undefined): string =>
  value === undefined ? '' : `${value.negated ? '! ' : ''}${option} ${value.prefix}`;

/** A rule as iptables-save prints it, without its chain. */
function ruleText(rule: Rule, comment: string): string {
  const bit = rule.mark === undefined ? '' : `0x${rule.mark.toString(16)}`;
  return [
    match('-s', rule.source),
    match('-d', rule.destination),
    bit && `-m mark --mark ${rule.wholeMark ? bit : `${bit}/${bit}`}`,
    `-m comment --comment "${comment}"`,
    `-j ${verdictText(rule)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The rule by which a built-in chain leads to one of ours, as iptables-save prints it. */
export const jumpText = ({ name, hook }: Pick<Chain, 'name' | 'hook'>): string =>
  `${BUILT_IN[hook]} -m comment --comment "${COMMENTS[hook]}" -j ${name}`;

const payload = (table: string, lines: readonly string[]): string =>
  [`*${table}`, ...lines, 'COMMIT'].join('\n');

/** `:CHAIN -` makes the chain, or flushes it if it is there, even with --noflush. */
function chainLines({ name, hook, rules }: Chain): string[] {
  const comment = COMMENTS[hook];
  return rules.map((rule) => `-A ${name} ${'unknown' in rule ? rule.unknown : ruleText(rule, comment)}`);
}

const declare = ({ name }: Chain): string => `:${name} - [0:0]`;

/** A payload for `iptables-restore --noflush` that makes the chains and the jumps to them. */
export const createScript = ({ table, chains }: Ruleset): string =>
  payload(table, [
    ...chains.map(declare),
    ...chains.filter(({ hooked }) => hooked).map((chain) => `-A ${jumpText(chain)}`),
    ...chains.flatMap(extraJumpLines),
    ...chains.flatMap(chainLines),
  ]);

const find = (chains: readonly Chain[], name: string): Chain | undefined =>
  chains.find((chain) => chain.name === name);

/** The same where some of it stands: a jump that is there stays where it is, chains that are too many go. */
export function updateScript(from: Ruleset, to: Ruleset): string {
  const rehooked = to.chains.filter(
    ({ name, hooked }) => hooked !== (find(from.chains, name)?.hooked ?? false),
  );
  const surplus = from.chains.filter(({ name }) => find(to.chains, name) === undefined);
  return payload(to.table, [
    ...[...to.chains, ...surplus].map(declare),
    ...rehooked.map((chain) => `${chain.hooked ? '-A' : '-D'} ${jumpText(chain)}`),
    ...from.chains.filter(({ name }) => find(to.chains, name) !== undefined).flatMap(unjumpLines),
    ...to.chains.flatMap(extraJumpLines),
    ...to.chains.flatMap(chainLines),
    ...surplus.flatMap(removeLines),
  ]);
}

/** Ours have none, but a host that is taken back may have had some. */
const extraJumpLines = ({ extraJumps = [] }: Chain): string[] => extraJumps.map((jump) => `-A ${jump}`);

const unjumpLines = ({ extraJumps = [] }: Chain): string[] => extraJumps.map((jump) => `-D ${jump}`);

/** A chain can go only when no rule leads to it any more. */
const removeLines = (chain: Chain): string[] => [
  ...(chain.hooked ? [`-D ${jumpText(chain)}`] : []),
  ...unjumpLines(chain),
  `-F ${chain.name}`,
  `-X ${chain.name}`,
];

export const removeScript = ({ table, chains }: Ruleset): string =>
  payload(table, chains.flatMap(removeLines));
