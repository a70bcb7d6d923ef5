import {
  type ForwardingEntry,
  forwardingEntries,
  type NeighborEntry,
  neighborEntries,
} from '../../../host/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage } from '../../check.ts';
import { groupBy } from '../../group-by.ts';
import { overlayNames } from '../../own-links.ts';
import { remakeCommand } from '../../repair.ts';

/** The MAC of what is flooded: it may have as many destinations as there are peers. */
const ALL_MACS = '00:00:00:00:00:00';

/** The keys that several values share. */
function shared<T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => string,
): [string, string[]][] {
  const groups = [...groupBy(items, key)].map(([one, all]): [string, string[]] => [
    one,
    [...new Set(all.map(value))],
  ]);
  return groups.filter(([, values]) => values.length > 1);
}

function findings(
  node: CheckedNode,
  entries: readonly ForwardingEntry[],
  neighbors: readonly NeighborEntry[],
): Finding[] {
  return overlayNames(node.network).flatMap((overlay) => {
    const remote = entries.filter(
      ({ dev, dst, mac }) => dev === overlay && dst !== undefined && mac !== ALL_MACS,
    );
    const known = neighbors.filter(({ dev, lladdr }) => dev === overlay && lladdr !== undefined);
    const byAddress = shared(
      remote,
      ({ dst }) => `${dst}`,
      ({ mac }) => mac,
    ).map(([address, macs]) =>
      outage(
        `several peers have the public IP ${address}: the VTEPs ${macs.join(', ')}`,
        'Have each node publish the address that it alone has: --iface, or --public-ip (flanneld: the same flags). Several nodes behind one NAT can’t share its address.',
        {
          evidence: macs.map((mac) => `bridge fdb show dev ${overlay}: ${mac} dst ${address}`),
          impact: 'Only one of these nodes gets packets; the others get none.',
        },
      ),
    );
    const byMac = shared(
      known,
      ({ lladdr }) => `${lladdr}`,
      ({ dst }) => dst,
    ).map(([mac, addresses]) =>
      outage(
        `several peers have the VTEP MAC ${mac}: ${addresses.join(', ')}`,
        `Give each of them a MAC of its own. On nodes that were cloned: renew /etc/machine-id; then: ${remakeCommand(node, overlay)}`,
        {
          evidence: addresses.map((address) => `ip neigh show dev ${overlay}: ${address} lladdr ${mac}`),
          impact: 'Only one of these nodes gets packets; the others get none.',
        },
      ),
    );
    return [...byAddress, ...byMac];
  });
}

/** Whether each peer has a VTEP of its own, by what is set on the overlay link. */
export const sharedVtep = nodeCheck({
  name: 'SharedVtep',
  symptom: 'All nodes register the same public IP (10.0.2.15), or two nodes are reached in turn',
  when: [],
  needs: () => ({ entries: forwardingEntries, neighbors: neighborEntries }),
  run: (node, { entries, neighbors }) => findings(node, entries, neighbors),
});
