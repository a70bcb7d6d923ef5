import { packetRules, type SavedRules } from '../../../host/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { savedTables } from '../iptables.ts';

/** Chains by whose names it is seen which program made them. */
const CLUSTER_CHAIN = /^-[AN] (?<chain>(?:KUBE|FLANNEL|CNI|DOCKER)[-\w]*)/;

/** The programs' own chains that have rules. */
const chainsOf = ({ text }: SavedRules): string[] => [
  ...new Set(
    [...savedTables(text).values()]
      .flat()
      .flatMap((line) => CLUSTER_CHAIN.exec(line)?.groups?.['chain'] ?? []),
  ),
];

const hasRules = ({ text }: SavedRules): boolean => /^-A /m.test(text);

/** A few of them say enough. */
const MOST_NAMED = 4;

function familyFindings(saved: readonly SavedRules[], family: SavedRules['family']): Finding[] {
  const ofFamily = saved.filter((rules) => rules.family === family && hasRules(rules));
  const [nft, legacy] = (['nft', 'legacy'] as const).map((variant) =>
    ofFamily.find((rules) => rules.variant === variant),
  );
  if (nft === undefined || legacy === undefined) return [];
  const both = [nft, legacy].map((rules) => chainsOf(rules));
  // Rules of somebody's own in one of them are no sign that a program uses the wrong one.
  if (both.every((chains) => chains.length === 0)) return [];
  const program = `${family === 'ip' ? 'ip' : 'ip6'}tables`;
  return [
    warning(
      `both ${program}-nft and ${program}-legacy have rules: packets pass both, and each program sees its own only`,
      `Have all programs use one (update-alternatives --config ${program}), and empty the other: ${program}-legacy-save, ${program}-nft-save show them.`,
      {
        evidence: both.map(
          (chains, i) =>
            `${program}-${i === 0 ? 'nft' : 'legacy'}-save: ${chains.slice(0, MOST_NAMED).join(', ') || 'rules of no known program'}`,
        ),
        impact:
          'A rule that accepts or translates in one does not end what the other does: drops and masquerading add up.',
      },
    ),
  ];
}

/** Whether the rules of iptables are in one part of the kernel. */
export const iptablesVariants = nodeCheck({
  name: 'IptablesVariants',
  symptom: 'Rules are set and have no effect; iptables warns of legacy tables',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: (_, { rules }) => [...familyFindings(rules.saved, 'ip'), ...familyFindings(rules.saved, 'ip6')],
});
