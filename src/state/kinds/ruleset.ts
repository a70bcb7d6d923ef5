import { FLANNEL_TABLES, isFlannelChain } from '../../flannel/index.ts';
import { nftRemove, type Script } from '../../words/index.ts';
import type { Instruction } from '../base/instruction.ts';
import { DELETE_IT, type Fields, haveEqual, type Kind, LEADS_NOWHERE } from '../base/kind.ts';
import type { Ownership } from '../base/ownership.ts';
import * as iptables from '../firewall/iptables.ts';
import * as nft from '../firewall/nft.ts';
import type { Chain, Rule, Ruleset, UnknownRule } from '../firewall/rules.ts';

const ruleText = (rule: Rule | UnknownRule, family: Ruleset['family']): string =>
  'unknown' in rule ? rule.unknown : nft.ruleText(rule, family);

const chainText = (
  { hook, hooked, hookedBy, extraJumps = [], rules }: Chain,
  family: Ruleset['family'],
): string =>
  [
    hookedBy ?? `${hooked ? '' : 'not '}hooked to ${hook}`,
    ...extraJumps.map((jump) => `also by ${jump}`),
    ...rules.map((rule) => ruleText(rule, family)),
  ].join('\n');

const firewall = (
  tool: 'nft' | 'iptables-restore' | 'ip6tables-restore',
  script: Script,
): readonly Instruction[] => [{ phase: 'firewall', tool, script }];

const restore = ({ family }: Ruleset) => (family === 'ip' ? 'iptables-restore' : 'ip6tables-restore');

/** Both engines replace all chains of a ruleset in one transaction: there is no moment without rules. */
function replace(ruleset: Ruleset): readonly Instruction[] {
  if (ruleset.engine === 'nft') return firewall('nft', nft.replaceScript(ruleset));
  return firewall(restore(ruleset), iptables.createScript(ruleset));
}

function update(from: Ruleset, to: Ruleset): readonly Instruction[] {
  if (to.engine === 'iptables') return firewall(restore(to), iptables.updateScript(from, to));
  return from.table === to.table ? replace(to) : firewall('nft', nft.succeedScript(from, to));
}

const fields = ({ chains, family }: Ruleset): Fields =>
  Object.fromEntries(chains.map((chain) => [`chain ${chain.name}`, chainText(chain, family)]));

/** A table of another name is never the same: it has to be deleted. */
const isSame = (a: Ruleset, b: Ruleset): boolean => a.table === b.table && haveEqual(fields(a), fields(b));

const key = ({ engine, family, table }: Ruleset): string => `${engine} ${family} ${table}`;

/** Whether rules with flannel's names hold only what flannel writes, in any version, or nothing (flannel-facts 6). */
const isFlannelRuleset = ({ chains }: Ruleset): boolean =>
  chains.every(
    ({ name, hookedBy, rules }) =>
      isFlannelChain(name) && hookedBy === undefined && rules.every((rule) => !('unknown' in rule)),
  );

/**
 * nft rules are ours by their table's name. iptables chains have flannel's names, so only the record tells ours from
 * flannel's.
 */
const isOurs = (ruleset: Ruleset, { chains }: Ownership): boolean =>
  ruleset.engine === 'nft' ? ruleset.table === nft.NFT_TABLE : chains.has(`ruleset ${key(ruleset)}`);

function show(ruleset: Ruleset): string {
  const rules = ruleset.chains.reduce((sum, chain) => sum + chain.rules.length, 0);
  const names = ruleset.chains.map(({ name }) => name).join(', ');
  const chains = names === '' ? '' : `: ${names}`;
  return `${ruleset.engine} table ${ruleset.family} ${ruleset.table}${chains} (${rules} rules)`;
}

export const rulesetKind: Kind<Ruleset> = {
  kind: 'ruleset',
  key,
  name: show,
  show,
  isWellFormed: () => true,
  fields,
  isSame,
  fixed: () => [],
  isOurs,
  isRecorded: ({ engine }) => engine === 'iptables',
  predecessor: ({ engine, family }) =>
    engine === 'nft' ? `nft ${family} ${FLANNEL_TABLES[family]}` : undefined,
  foreign: (desired, observed) => {
    const same = isSame(desired, observed);
    if (same && desired.engine === 'nft') return 'keep';
    return same || isFlannelRuleset(observed) ? 'adopt' : 'conflict';
  },
  resolution: () => DELETE_IT,
  isTrace: (ruleset, ownership) => !isOurs(ruleset, ownership),
  isLeftover: (ruleset, { flannel }) => flannel !== undefined && isFlannelRuleset(ruleset),
  // It stays until a person has looked at it, and so does the rest.
  obstructs: (ruleset, wanted) =>
    isFlannelRuleset(ruleset)
      ? undefined
      : wanted.of(rulesetKind).find(({ family }) => family === ruleset.family),
  needs: () => [],
  loses: () => [],
  ...LEADS_NOWHERE,
  create: replace,
  update,
  remove: (ruleset) =>
    ruleset.engine === 'nft'
      ? firewall('nft', nftRemove(ruleset.family, ruleset.table))
      : firewall(restore(ruleset), iptables.removeScript(ruleset)),
};
