import { type Address, type Family, familyOf } from '../../net/index.ts';
import { type Change, type HostObject, peerAddress } from '../../state/index.ts';

/** The names of peers by their addresses: the overlay gateway (the first address of the subnet) and the public IP. */
export type PeerNames = ReadonlyMap<Address, string>;

/** The object of a change: the desired one, or for a deletion the observed one. */
export const objectOf = (change: Change): HostObject => ('to' in change ? change.to : change.from);

/** The changes of one action to one peer's objects in one family. */
export interface PeerGroup {
  readonly peer: string;
  readonly family: Family;
  readonly changes: readonly Change[];
}

/** Groups changes by peer, family and action. Changes to objects of no peer are the rest. */
export function groupByPeer(
  changes: readonly Change[],
  names: PeerNames,
): { peers: PeerGroup[]; rest: Change[] } {
  const neighbors = changes.map(objectOf).filter((object) => object.kind === 'neighbor');
  const byMac = new Map(neighbors.map(({ lladdr, dst }) => [lladdr, dst]));
  const groups = new Map<string, PeerGroup & { changes: Change[] }>();
  const rest: Change[] = [];
  for (const change of changes) {
    const object = objectOf(change);
    const address = peerAddress(object);
    // An FDB entry has only its VTEP's MAC and the peer's public IP. If the peer has no name, the neighbour with that
    // MAC gives its overlay address.
    const gateway = object.kind === 'fdb' ? byMac.get(object.mac) : address;
    const known = ('peer' in object ? object.peer : undefined) ?? names.get(address ?? ('' as Address));
    const peer = known ?? (gateway && (names.get(gateway) ?? `at ${gateway}`));
    if (peer === undefined || address === undefined) {
      rest.push(change);
      continue;
    }
    const family = familyOf(address);
    const key = `${peer} ${family} ${change.action}`;
    const group = groups.get(key) ?? { peer, family, changes: [] };
    group.changes.push(change);
    groups.set(key, group);
  }
  return { peers: [...groups.values()], rest };
}
