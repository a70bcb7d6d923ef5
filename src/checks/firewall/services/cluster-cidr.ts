import { packetRules } from '../../../host/index.ts';
import { FAMILY_OF, type Prefix, parsePrefix, prefixContains, prefixFamily } from '../../../net/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { natLines } from './cluster-addresses.ts';

/** kube-proxy masquerades what comes to a Service from outside its cluster CIDR. */
const FROM_OUTSIDE = /^-A KUBE-(?:SVC|SERVICES)\S* ! -s (?<cidr>\S+) .*-j KUBE-MARK-MASQ/;

const cidrsIn = (lines: readonly string[]): Prefix[] => [
  ...new Set(lines.flatMap((line) => parsePrefix(FROM_OUTSIDE.exec(line)?.groups?.['cidr'] ?? '') ?? [])),
];

/** Whether kube-proxy takes this node's pods for pods. */
export const clusterCidr = nodeCheck({
  name: 'ClusterCidr',
  symptom: "Pods behind a Service see a node's address in place of the client pod's",
  when: [],
  needs: () => ({ rules: packetRules }),
  run: ({ network }, { rules }) => {
    const cidrs = cidrsIn(natLines(rules));
    return network.families.flatMap(({ name, network: { network: whole }, own }) => {
      const ofFamily = cidrs.filter((cidr) => prefixFamily(cidr) === FAMILY_OF[name]);
      if (ofFamily.length === 0 || ofFamily.some((cidr) => prefixContains(cidr, own.subnet))) return [];
      return [
        warning(
          `kube-proxy takes ${ofFamily.join(', ')} for the pods' addresses, and pods of this node have ${own.subnet}`,
          `Set the clusterCIDR of kube-proxy (--cluster-cidr) to ${whole}, and restart it.`,
          {
            evidence: ofFamily.map((cidr) => `iptables-save -t nat: ! -s ${cidr} -j KUBE-MARK-MASQ`),
            impact:
              'What pods send to a Service is masqueraded: the pod behind it sees an address of a node.',
          },
        ),
      ];
    });
  },
});
