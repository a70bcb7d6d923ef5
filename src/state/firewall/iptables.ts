import { FLANNEL_COMMENTS } from '../../flannel/index.ts';
import {
  chainLine,
  restoreScript,
  ruleLine,
  type Script,
  savedRule,
  type Words,
  words,
} from '../../words/index.ts';
import type { Chain, PrefixMatch, Rule, Ruleset, UnknownRule } from './rules.ts';

type Line = ReturnType<typeof ruleLine>;

/** The built-in chains that jump to ours. */
export const BUILT_IN = { postrouting: 'POSTROUTING', forward: 'FORWARD' } as const;

const VERDICTS = { accept: 'ACCEPT', return: 'RETURN', masquerade: 'MASQUERADE' } as const;

const verdictWords = ({ verdict, fullyRandom }: Rule): Words =>
  verdict === 'masquerade' && fullyRandom !== false
    ? words`MASQUERADE --random-fully`
    : words`${VERDICTS[verdict]}`;

const match = (option: '-s' | '-d', value: PrefixMatch | undefined): readonly string[] =>
  value === undefined ? [] : words`${value.negated ? '!' : []} ${option} ${value.prefix}`;

function markWords({ mark, wholeMark }: Rule): readonly string[] {
  if (mark === undefined) return [];
  const bit = `0x${mark.toString(16)}`;
  return words`-m mark --mark ${wholeMark ? bit : `${bit}/${bit}`}`;
}

/** A rule as iptables-save prints it, without its chain. */
function ruleWords(rule: Rule | UnknownRule, comment: string): Words {
  if ('unknown' in rule) return savedRule(rule.unknown);
  const sides = words`${match('-s', rule.source)} ${match('-d', rule.destination)}`;
  return words`${sides} ${markWords(rule)} -m comment --comment ${comment} -j ${verdictWords(rule)}`;
}

type Hooked = Pick<Chain, 'name' | 'hook'>;

const jumpWords = ({ name, hook }: Hooked): Words =>
  words`${BUILT_IN[hook]} -m comment --comment ${FLANNEL_COMMENTS[hook]} -j ${name}`;

/** The rule of a built-in chain that jumps to one of ours, as iptables-save prints it. */
export const jumpText = (chain: Hooked): string => ruleLine(jumpWords(chain));

const chainLines = ({ name, hook, rules }: Chain): Line[] =>
  rules.map((rule) => ruleLine(words`-A ${name} ${ruleWords(rule, FLANNEL_COMMENTS[hook])}`));

const declare = ({ name }: Chain): Line => chainLine(name);

const jumpLine = (verb: '-A' | '-D', chain: Hooked): Line => ruleLine(words`${verb} ${jumpWords(chain)}`);

/** A script for `iptables-restore --noflush` that makes the chains and the jumps to them. */
export const createScript = ({ table, chains }: Ruleset): Script =>
  restoreScript(table, [
    ...chains.map(declare),
    ...chains.filter(({ hooked }) => hooked).map((chain) => jumpLine('-A', chain)),
    ...chains.flatMap((chain) => extraJumpLines('-A', chain)),
    ...chains.flatMap(chainLines),
  ]);

const find = (chains: readonly Chain[], name: string): Chain | undefined =>
  chains.find((chain) => chain.name === name);

/**
 * A script that changes the chains in place: a jump that exists stays where it is, chains that are not desired are
 * deleted.
 */
export function updateScript(from: Ruleset, to: Ruleset): Script {
  const rehooked = to.chains.filter(
    ({ name, hooked }) => hooked !== (find(from.chains, name)?.hooked ?? false),
  );
  const surplus = from.chains.filter(({ name }) => find(to.chains, name) === undefined);
  const kept = from.chains.filter(({ name }) => find(to.chains, name) !== undefined);
  return restoreScript(to.table, [
    ...[...to.chains, ...surplus].map(declare),
    ...rehooked.map((chain) => jumpLine(chain.hooked ? '-A' : '-D', chain)),
    ...kept.flatMap((chain) => extraJumpLines('-D', chain)),
    ...to.chains.flatMap((chain) => extraJumpLines('-A', chain)),
    ...to.chains.flatMap(chainLines),
    ...surplus.flatMap(removeLines),
  ]);
}

/** An observed ruleset may have more jumps than the desired one. */
const extraJumpLines = (verb: '-A' | '-D', { extraJumps = [] }: Chain): Line[] =>
  extraJumps.map((jump) => ruleLine(words`${verb} ${savedRule(jump)}`));

/** A chain can be deleted only when no rule jumps to it any more. */
const removeLines = (chain: Chain): Line[] => [
  ...(chain.hooked ? [jumpLine('-D', chain)] : []),
  ...extraJumpLines('-D', chain),
  ruleLine(words`-F ${chain.name}`),
  ruleLine(words`-X ${chain.name}`),
];

export const removeScript = ({ table, chains }: Ruleset): Script =>
  restoreScript(table, chains.flatMap(removeLines));
