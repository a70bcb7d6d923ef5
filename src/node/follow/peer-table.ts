import { type BackendInput, type FamilyInput, nexthopPlace, type Path } from '../../backends/index.ts';
import { publicIPsOfNode } from '../../flannel/index.ts';
import { byPlace, type PlanNode } from '../../leases/index.ts';
import type { Address, NodeName } from '../../net/index.ts';

/** Changes of peers: the new values of some, and the names of those that left. Nobody is in both. */
export interface PeerUpdate {
  readonly put: readonly PlanNode[];
  readonly removed: readonly NodeName[];
}

/**
 * The peers of a node as its host was last left. `learnPeers` changes it in place, because a copy of 10,000 peers takes
 * longer than the change of one.
 */
export interface PeerTable {
  /** The node's network, without peers; its paths are those that the host was left with. */
  readonly network: BackendInput;
  /** Those of the network, to be added to. */
  readonly paths: Map<Address, Path>;
  readonly peers: Map<NodeName, PlanNode>;
  /** How many peers have a place of nexthop ids, by family and place. */
  readonly places: Map<string, number>;
  /** How many places have several peers. */
  crowded: number;
}

/** The public IPs of peers, each once. */
export const publicIPsOf = (peers: readonly PlanNode[]): Address[] => [
  ...new Set(peers.flatMap(publicIPsOfNode)),
];

const placesOf = ({ families }: BackendInput, peer: PlanNode): string[] =>
  families.flatMap((family: FamilyInput) => {
    const subnet = peer[family.name]?.subnet;
    return subnet === undefined ? [] : [`${family.name} ${nexthopPlace(family, subnet)}`];
  });

/** Adds 1 or -1 to the number of peers at each place of one; returns how many more places are crowded. */
function count(places: Map<string, number>, keys: readonly string[], by: 1 | -1): number {
  let more = 0;
  for (const key of keys) {
    const before = places.get(key) ?? 0;
    const now = before + by;
    if (now === 0) places.delete(key);
    else places.set(key, now);
    more += Number(now > 1) - Number(before > 1);
  }
  return more;
}

/** The table of a node's peers after a comparison, which found or made the host like this. */
export function peerTable(network: BackendInput): PeerTable {
  const paths = new Map(network.paths);
  const table: PeerTable = {
    network: { ...network, peers: [], paths },
    paths,
    peers: new Map(),
    places: new Map(),
    crowded: 0,
  };
  for (const peer of network.peers) put(table, peer);
  return table;
}

function remove(table: PeerTable, name: NodeName): void {
  const peer = table.peers.get(name);
  if (peer === undefined) return;
  table.peers.delete(name);
  table.crowded += count(table.places, placesOf(table.network, peer), -1);
}

function put(table: PeerTable, peer: PlanNode): void {
  remove(table, peer.name);
  table.peers.set(peer.name, peer);
  table.crowded += count(table.places, placesOf(table.network, peer), 1);
}

/** Notes an update that the host now has. @param paths the way to each public IP that was put */
export function learnPeers(
  table: PeerTable,
  { put: nodes, removed }: PeerUpdate,
  paths: BackendInput['paths'],
): void {
  for (const name of removed) remove(table, name);
  for (const peer of nodes) put(table, peer);
  for (const [address, path] of paths) table.paths.set(address, path);
}

/** What an update changes: the peers concerned, before and after. */
interface PeersConcerned {
  readonly before: readonly PlanNode[];
  readonly after: readonly PlanNode[];
}

/** The peers whose objects an update can change, each list in the order of plans. */
export function peersConcerned(table: PeerTable, update: PeerUpdate): PeersConcerned {
  const names = [...update.removed, ...update.put.map(({ name }) => name)];
  const before = names.flatMap((name) => table.peers.get(name) ?? []);
  if (isCrowded(table, before, update.put)) return allPeers(table, update);
  return { before: before.toSorted(byPlace), after: update.put.toSorted(byPlace) };
}

/** Whether two peers have one place before or after an update: then the ids of others may follow from it. */
function isCrowded(table: PeerTable, before: readonly PlanNode[], after: readonly PlanNode[]): boolean {
  if (table.crowded > 0) return true;
  const change = (peers: readonly PlanNode[], by: 1 | -1): number =>
    peers.reduce((sum, peer) => sum + count(table.places, placesOf(table.network, peer), by), 0);
  change(before, -1);
  const crowded = change(after, 1);
  change(after, -1);
  change(before, 1);
  return crowded > 0;
}

function allPeers({ peers }: PeerTable, { put: nodes, removed }: PeerUpdate): PeersConcerned {
  const after = new Map(peers);
  for (const name of removed) after.delete(name);
  for (const peer of nodes) after.set(peer.name, peer);
  return { before: [...peers.values()].toSorted(byPlace), after: [...after.values()].toSorted(byPlace) };
}
