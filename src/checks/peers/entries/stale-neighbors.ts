import { subnetsOfNode } from '../../../flannel/index.ts';
import { type NeighborEntry, neighborEntries } from '../../../host/index.ts';
import { longestMatch, prefixContainsAddress } from '../../../net/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';
import { someNames } from '../../some-names.ts';

/** Entries that somebody set: those that the kernel asked for are gone by themselves. */
const isSet = ({ state, lladdr }: NeighborEntry): boolean =>
  lladdr !== undefined && !state.some((one) => ['FAILED', 'INCOMPLETE', 'NOARP'].includes(one));

function findings({ network, diff }: CheckedNode, neighbors: readonly NeighborEntry[]): Finding[] {
  const overlays = new Set(overlayNames(network));
  const going = new Set(
    diff.changes.flatMap((change) =>
      change.action === 'delete' && change.from.kind === 'neighbor' ? change.from.dst : [],
    ),
  );
  const subnetOf = longestMatch(network.peers.flatMap(subnetsOfNode));
  const stale = neighbors.filter(
    (entry) =>
      overlays.has(entry.dev) &&
      isSet(entry) &&
      !going.has(entry.dst) &&
      network.families.some((family) => prefixContainsAddress(family.network.network, entry.dst)) &&
      subnetOf(entry.dst) === undefined,
  );
  if (stale.length === 0) return [];
  const { named, text } = someNames(stale.map(({ dst }) => dst));
  const commands = stale.slice(0, named.length).map(({ dst, dev }) => `ip neigh del ${dst} dev ${dev}`);
  return [
    warning(
      `${stale.length === 1 ? 'a neighbor' : `${stale.length} neighbors`} on the overlay ${stale.length === 1 ? 'is' : 'are'} of no known peer: ${text}`,
      `If no node has these subnets: ${commands.join('; ')}`,
      {
        evidence: stale
          .slice(0, named.length)
          .map(({ dst, dev, lladdr }) => `ip neigh show dev ${dev}: ${dst} lladdr ${lladdr}`),
        impact: 'A node that gets one of these subnets later is sent to by the MAC of the old one.',
        follows: ['StaleRoutes'],
      },
    ),
  ];
}

/** Whether neighbors of nodes are left that are gone. */
export const staleNeighbors = nodeCheck({
  name: 'StaleNeighbors',
  symptom: 'A node that was removed long ago is still known on the overlay',
  when: [],
  needs: () => ({ neighbors: neighborEntries }),
  run: (node, { neighbors }) => findings(node, neighbors),
});
