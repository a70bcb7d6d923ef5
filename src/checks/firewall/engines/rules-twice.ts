import { FLANNEL_CHAINS, FLANNEL_TABLES } from '../../../flannel/index.ts';
import { type FilterRules, packetRules } from '../../../host/index.ts';
import { NFT_TABLE } from '../../../state/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { savedTables } from '../iptables.ts';

type Family = 'ip' | 'ip6';

/** The sets of flannel's rules that there are: of each engine, and of flanneld beside flannelctl. */
function placesOf({ nft, saved }: FilterRules, family: Family): string[] {
  const tables = new Set(nft.flatMap(({ chains }) => chains.map((one) => `${one.family} ${one.table}`)));
  const ofNft = [NFT_TABLE, FLANNEL_TABLES[family]].filter((name) => tables.has(`${family} ${name}`));
  const declared = `:${FLANNEL_CHAINS.nat.name} `;
  const ofIptables = saved.filter(
    (rules) =>
      rules.family === family &&
      [...savedTables(rules.text).values()].flat().some((line) => line.startsWith(declared)),
  );
  return [
    ...ofNft.map((name) => `nft table ${family} ${name}`),
    ...ofIptables.map(({ variant }) => `${family}tables-${variant} chain ${FLANNEL_CHAINS.nat.name}`),
  ];
}

function findings({ diff }: CheckedNode, rules: FilterRules): Finding[] {
  // What a change deletes is told of there.
  if (diff.changes.some((change) => ('to' in change ? change.to : change.from).kind === 'ruleset')) return [];
  return (['ip', 'ip6'] as const).flatMap((family) => {
    const places = placesOf(rules, family);
    if (places.length < 2) return [];
    return [
      warning(
        `flannel's rules are there ${places.length === 2 ? 'twice' : `${places.length} times`}: ${places.join(', ')}`,
        'Keep those that this node has now, by EnableNFTables in the net-conf, and delete the others (nft delete table; iptables -F and -X of the chains).',
        {
          evidence: places,
          impact:
            'What an old set masquerades or accepts still counts: with another Network it changes addresses of packets between pods.',
        },
      ),
    ];
  });
}

/** Whether the rules of an earlier engine, or of flanneld, are left beside those in force. */
export const rulesTwice = nodeCheck({
  name: 'RulesTwice',
  symptom: 'Masquerading follows an earlier configuration after a change of EnableNFTables or Network',
  when: [],
  needs: () => ({ rules: packetRules }),
  run: (node, { rules }) => findings(node, rules),
});
