import { type BackendInput, objectsOfPeers, overlayLink } from '../../backends/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import { type Diff, diff, type Ownership } from '../../state/index.ts';
import { type PeerTable, type PeerUpdate, peersConcerned, publicIPsOf } from './peer-table.ts';

/** What peers' objects are told from foreign ones by: routes and nexthops by their protocol, the rest by our link. */
export const ownershipOf = ({ backend, families }: BackendInput): Ownership => ({
  links: new Set(families.flatMap(({ name }) => overlayLink(backend, name) ?? [])),
  paths: new Set(),
  chains: new Set(),
});

/**
 * The changes of an update of peers, as a comparison with the whole host would give them: the same objects, and the
 * same order. They cost as much as the peers concerned. Only where two subnets of any peers have one index in the
 * network, nexthop ids depend on all peers, and all are compared.
 * @param paths the way to each public IP that is put, if ways matter to the backend
 */
export function peerChanges(
  table: PeerTable,
  update: PeerUpdate,
  paths: BackendInput['paths'] = new Map(),
): Diff {
  const { network } = table;
  const { before, after } = peersConcerned(table, update);
  const found = objectsOfPeers({ ...network, peers: before });
  const wanted = objectsOfPeers({ ...network, peers: after, paths: pathsOf(after, paths, network.paths) });
  return diff(wanted, found, ownershipOf(network));
}

/** The ways to the public IPs of some peers, the newer ones first. */
const pathsOf = (
  peers: readonly PlanNode[],
  newer: BackendInput['paths'],
  older: BackendInput['paths'],
): BackendInput['paths'] =>
  new Map(publicIPsOf(peers).map((address) => [address, newer.get(address) ?? older.get(address) ?? {}]));
