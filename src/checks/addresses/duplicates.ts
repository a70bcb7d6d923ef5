import { hostLinks } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { nodeCheck, outage } from '../check.ts';
import { familyNumbers, ownLinks } from '../own-links.ts';
import { repairOf } from '../repair.ts';

/** Whether another host has an IPv6 address of this node: the kernel saw it answer, and does not use the address. */
export const duplicates = nodeCheck({
  name: 'DuplicateAddress',
  symptom: 'One node is unreachable by IPv6 since another one came up',
  when: ['status'],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) => {
    const { network } = node;
    const own = new Set(familyNumbers(network).includes(6) ? ownLinks(network) : []);
    return links
      .filter(({ ifname = '' }) => own.has(ifname))
      .flatMap(({ ifname = '', addr_info = [] }) =>
        addr_info.flatMap(({ local = '', prefixlen, dadfailed, scope }) => {
          // A link-local address that is lost takes nothing of flannel's with it.
          if (!dadfailed || scope === '253') return [];
          return [
            outage(
              `another host has the address ${local} of ${ifname} too, and the kernel does not use it here`,
              `Give one of both another address; then: ${shellCommand(['ip', 'address', 'del', `${local}/${prefixlen}`, 'dev', ifname])}, and ${repairOf(node)}`,
              {
                evidence: [`ip address show ${ifname}: ${local} dadfailed`],
                impact: `Nothing is sent from ${local}: other nodes and pods are not reached by it.`,
              },
            ),
          ];
        }),
      );
  },
});
