import { type FilterRules, type NftTable, packetRules } from '../../../host/index.ts';
import { FAMILY_OF, type Prefix, parsePrefix, prefixContains, prefixFamily } from '../../../net/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { isNftObject } from '../nft-fields.ts';
import { natLines, proxyTables } from './cluster-addresses.ts';

/** A network that kube-proxy takes for that of the pods, and where it is seen. */
interface Cidr {
  readonly prefix: Prefix;
  readonly evidence: string;
}

/** kube-proxy masquerades what comes to a Service from outside its cluster CIDR. */
const FROM_OUTSIDE = /^-A KUBE-(?:SVC|SERVICES)\S* ! -s (?<cidr>\S+) .*-j KUBE-MARK-MASQ/;

const cidrOfLine = (line: string): Cidr[] => {
  const prefix = parsePrefix(FROM_OUTSIDE.exec(line)?.groups?.['cidr'] ?? '');
  return prefix === undefined
    ? []
    : [{ prefix, evidence: `iptables-save -t nat: ! -s ${prefix} -j KUBE-MARK-MASQ` }];
};

/** The same of its mode nftables, in the chain of a Service. */
const cidrsOfTable = ({ rules }: NftTable): Cidr[] =>
  rules
    .filter(({ chain }) => chain.startsWith('service-'))
    .flatMap(({ expr }) => expr.map(({ match }) => match))
    .flatMap((match) => {
      const { op, left, right } = isNftObject(match) ? match : {};
      if (op !== '!=' || !JSON.stringify(left).includes('"field":"saddr"')) return [];
      const { addr, len } = isNftObject(right) && isNftObject(right['prefix']) ? right['prefix'] : {};
      const prefix = parsePrefix(`${addr}/${len}`);
      return prefix === undefined
        ? []
        : [{ prefix, evidence: `nft list ruleset: saddr != ${prefix} jump mark-for-masquerade` }];
    });

/** Each once: kube-proxy has a rule a Service. */
const cidrsIn = (rules: FilterRules): readonly Cidr[] => [
  ...new Map(
    [...natLines(rules).flatMap(cidrOfLine), ...proxyTables(rules).flatMap(cidrsOfTable)].map((cidr) => [
      cidr.evidence,
      cidr,
    ]),
  ).values(),
];

/** Whether kube-proxy takes this node's pods for pods. */
export const clusterCidr = nodeCheck({
  name: 'ClusterCidr',
  symptom: "Pods behind a Service see a node's address in place of the client pod's",
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) => {
    const cidrs = cidrsIn(rules);
    return network.families.flatMap(({ name, network: { network: whole }, own }) => {
      const ofFamily = cidrs.filter(({ prefix }) => prefixFamily(prefix) === FAMILY_OF[name]);
      if (ofFamily.length === 0 || ofFamily.some(({ prefix }) => prefixContains(prefix, own.subnet)))
        return [];
      return [
        warning(
          `kube-proxy takes ${ofFamily.map(({ prefix }) => prefix).join(', ')} for the pods' addresses, and pods of this node have ${own.subnet}`,
          `Set the clusterCIDR of kube-proxy (--cluster-cidr) to ${whole}, and restart it.`,
          {
            evidence: ofFamily.map(({ evidence }) => evidence),
            impact:
              'What pods send to a Service is masqueraded: the pod behind it sees an address of a node.',
          },
        ),
      ];
    });
  },
});
