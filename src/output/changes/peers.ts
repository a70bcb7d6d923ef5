import { type Address, type Family, familyOf } from '../../net/index.ts';
import { type Change, type HostObject, peerAddress } from '../../state/index.ts';

/** Names of peers by the addresses that lead to them: their overlay gateways, the first of their subnets, and public IPs. */
export type PeerNames = ReadonlyMap<Address, string>;

/** The object that a change is about: as it will be, or as it was. */
export const objectOf = (change: Change): HostObject => ('to' in change ? change.to : change.from);

/** Changes of one action that belong to one peer in one family. */
export interface PeerGroup {
  readonly peer: string;
  readonly family: Family;
  readonly changes: readonly Change[];
}

/** Changes apart: those that belong to one peer or another, by peer, family and action, and the rest. */
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
    // An FDB entry knows its VTEP's MAC and node; of a peer without a name, the neighbour of that MAC tells the rest.
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
