import { type AddressJson, hostLinks } from '../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../check.ts';
import { repairOf } from '../repair.ts';

/** Why an address does not last. */
function reasonOf({ temporary, deprecated }: AddressJson): string | undefined {
  if (temporary) return 'temporary (a privacy address): the kernel replaces it within a day';
  return deprecated ? 'deprecated: no new connection uses it, and it ends soon' : undefined;
}

function findings(node: CheckedNode, addresses: readonly AddressJson[]): Finding[] {
  const { name } = node.uplink;
  const used: readonly string[] = node.network.families.map(({ local }) => local);
  return addresses.flatMap((address) => {
    const { local = '' } = address;
    const reason = used.includes(local) ? reasonOf(address) : undefined;
    if (reason === undefined) return [];
    return [
      warning(
        `the address ${local} of ${name}, by which peers reach this node, is ${reason}`,
        `Name one that lasts on all nodes' lists: ${repairOf(node, '--public-ipv6', 'ADDRESS')}. See: ip -6 address show ${name}`,
        {
          evidence: [`ip address show ${name}: ${local} ${address.temporary ? 'temporary' : 'deprecated'}`],
          impact: 'When it is gone, no peer reaches pods of this node by IPv6.',
        },
      ),
    ];
  });
}

/** Whether the address that peers send to stays (faults 50). */
export const passingAddress = nodeCheck({
  name: 'PassingAddress',
  symptom: 'A node is unreachable by IPv6 some hours or days after its start',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) =>
    findings(node, links.find(({ ifname }) => ifname === node.uplink.name)?.addr_info ?? []),
});
