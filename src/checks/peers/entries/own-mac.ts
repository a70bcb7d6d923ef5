import { hostLinks, type LinkJson, type NeighborEntry, neighborEntries } from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';
import { remakeCommand } from '../../repair.ts';

/** The peer that has an overlay address, which is the first of its subnet. */
const peerAt = ({ network: { peers } }: CheckedNode, address: string): string =>
  peers.find(({ ipv4, ipv6 }) => [ipv4, ipv6].some((one) => one?.subnet.split('/')[0] === address))?.name ??
  address;

function findings(
  node: CheckedNode,
  links: readonly LinkJson[],
  neighbors: readonly NeighborEntry[],
): Finding[] {
  return overlayNames(node.network).flatMap((overlay) => {
    const mac = links.find(({ ifname }) => ifname === overlay)?.address;
    return neighbors
      .filter(({ dev, lladdr }) => mac !== undefined && dev === overlay && lladdr === mac)
      .map(({ dst }) =>
        outage(
          `${peerAt(node, dst)} has the MAC of this node's own ${overlay}, ${mac}`,
          `Give one of them another MAC. On a node that was cloned: renew /etc/machine-id; then: ${remakeCommand(node, overlay)}`,
          {
            evidence: [
              `ip neigh show dev ${overlay}: ${dst} lladdr ${mac}`,
              `ip link show ${overlay}: ${mac}`,
            ],
            impact: `Both drop what the other sends: a frame with the receiver's own MAC as its source is taken for one that came back.`,
          },
        ),
      );
  });
}

/** Whether each VTEP has a MAC of its own: nodes that were cloned from one image can have one. */
export const ownMac = nodeCheck({
  name: 'OwnMac',
  symptom: 'Nodes that were cloned from one image do not reach each other',
  when: [],
  needs: () => ({ links: hostLinks, neighbors: neighborEntries }),
  run: (node, { links, neighbors }) => findings(node, links, neighbors),
});
