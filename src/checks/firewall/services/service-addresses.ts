import { hostLinks, packetRules } from '../../../host/index.ts';
import { prefixContainsAddress } from '../../../net/index.ts';
import { nodeCheck, outage } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { clusterAddresses } from './cluster-addresses.ts';

/** Whether Services have addresses of their own, outside the pod network. */
export const serviceAddresses = nodeCheck({
  name: 'ServiceAddresses',
  symptom: 'Some pods are not reached: a Service has an address of the pod network',
  when: [],
  needs: () => ({ rules: packetRules, links: hostLinks }),
  run: ({ network }, { rules, links }) => {
    const all = clusterAddresses(rules, links);
    return network.families.flatMap(({ network: { network: whole } }) => {
      const inside = all.filter((address) => prefixContainsAddress(whole, address));
      if (inside.length === 0) return [];
      const { text } = someNames(inside);
      return [
        outage(
          `${inside.length === 1 ? 'a Service has an address' : `${inside.length} Services have addresses`} in the pod network ${whole}: ${text}`,
          'The cluster has to be set up with a service CIDR (kube-apiserver --service-cluster-ip-range) that does not overlap the Network of the net-conf.',
          {
            evidence: [`kube-proxy: ${text}`],
            impact: 'Packets to pods with these addresses go to the Service instead.',
          },
        ),
      ];
    });
  },
});
