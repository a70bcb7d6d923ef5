import { nodeCheck, warning } from '../check.ts';
import { repairOf } from '../repair.ts';

/** What VirtualBox gives the first link of each machine behind its NAT. */
const BEHIND_NAT = '10.0.2.15';

/** Whether the uplink has an address that every node has (faults 17). */
export const sameEverywhere = nodeCheck({
  name: 'SameEverywhere',
  symptom: 'In Vagrant, every node has the public IP 10.0.2.15, and no pod reaches another node',
  when: [],
  needs: () => ({}),
  run: (node) =>
    node.network.families.some(({ local }) => local === BEHIND_NAT)
      ? [
          warning(
            `${node.uplink.name} has ${BEHIND_NAT}, which VirtualBox gives to each machine behind its NAT`,
            `Name the link by which nodes reach each other: ${repairOf(node, '--iface', 'NAME')}`,
            {
              evidence: [`ip address show ${node.uplink.name}: ${BEHIND_NAT}`],
              impact: 'Packets for pods of other nodes come back to this one.',
            },
          ),
        ]
      : [],
});
