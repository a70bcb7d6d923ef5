import { FLANNEL_TABLES } from '../flannel/index.ts';
import { nftRemove, type Script } from '../words/index.ts';
import { isFlannelRuleset } from './flannel.ts';
import type { Instruction } from './instruction.ts';
import * as iptables from './iptables.ts';
import type { Kind } from './kind.ts';
import * as nft from './nft.ts';
import type { Chain, Rule, Ruleset, UnknownRule } from './rules.ts';

const show = (rule: Rule | UnknownRule, family: Ruleset['family']): string =>
  'unknown' in rule ? rule.unknown : nft.ruleText(rule, family);

const chainText = (
  { hook, hooked, hookedBy, extraJumps = [], rules }: Chain,
  family: Ruleset['family'],
): string =>
  [
    hookedBy ?? `${hooked ? '' : 'not '}hooked to ${hook}`,
    ...extraJumps.map((jump) => `also by ${jump}`),
    ...rules.map((rule) => show(rule, family)),
  ].join('\n');

const firewall = (
  tool: 'nft' | 'iptables-restore' | 'ip6tables-restore',
  script: Script,
): readonly Instruction[] => [{ phase: 'firewall', tool, script }];

const restore = ({ family }: Ruleset) => (family === 'ip' ? 'iptables-restore' : 'ip6tables-restore');

/** Both ways replace all chains of the ruleset in one transaction: there is no moment without rules. */
function replace(ruleset: Ruleset): readonly Instruction[] {
  if (ruleset.engine === 'nft') return firewall('nft', nft.replaceScript(ruleset));
  return firewall(restore(ruleset), iptables.createScript(ruleset));
}

function update(from: Ruleset, to: Ruleset): readonly Instruction[] {
  if (to.engine === 'iptables') return firewall(restore(to), iptables.updateScript(from, to));
  return from.table === to.table ? replace(to) : firewall('nft', nft.succeedScript(from, to));
}

const key = ({ engine, family, table }: Ruleset): string => `${engine} ${family} ${table}`;

export const rulesetKind: Kind<Ruleset> = {
  key,
  fields: ({ chains, family }) =>
    Object.fromEntries(chains.map((chain) => [`chain ${chain.name}`, chainText(chain, family)])),
  fixed: [],
  // An nft table is ours by its name. The iptables chains have flannel's names, so only the record tells them apart.
  isOurs: (ruleset, { chains }) =>
    ruleset.engine === 'nft' ? ruleset.table === nft.NFT_TABLE : chains.has(`ruleset ${key(ruleset)}`),
  predecessor: ({ engine, family }) =>
    engine === 'nft' ? `ruleset nft ${family} ${FLANNEL_TABLES[family]}` : undefined,
  foreign: (desired, observed, same) => {
    if (same && desired.engine === 'nft') return 'keep';
    return same || isFlannelRuleset(observed) ? 'adopt' : 'conflict';
  },
  create: replace,
  update,
  remove: (ruleset) =>
    ruleset.engine === 'nft'
      ? firewall('nft', nftRemove(ruleset.family, ruleset.table))
      : firewall(restore(ruleset), iptables.removeScript(ruleset)),
  show: (ruleset) => {
    const rules = ruleset.chains.reduce((sum, chain) => sum + chain.rules.length, 0);
    const names = ruleset.chains.map(({ name }) => name).join(', ');
    return `${ruleset.engine} table ${ruleset.family} ${ruleset.table}: ${names} (${rules} rules)`;
  },
};
