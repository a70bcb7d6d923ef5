import { type Address, addressPart } from '../../net/index.ts';
import type { Change, HostObject } from '../../state/index.ts';

/** The four objects that lead to a peer. */
export const PEER_KINDS = ['neighbor', 'fdb', 'nexthop', 'route'] as const;

/** Names of peers by their overlay gateway, the first address of their subnet. */
export type PeerNames = ReadonlyMap<Address, string>;

/** The object that a change is about: as it will be, or as it was. */
export const objectOf = (change: Change): HostObject => ('to' in change ? change.to : change.from);

/** The overlay gateway that an object leads to; an FDB entry knows only its VTEP's MAC. */
function gatewayOf(object: HostObject, byMac: ReadonlyMap<string, Address>): Address | undefined {
  switch (object.kind) {
    case 'neighbor':
      return object.dst;
    case 'nexthop':
      return object.via;
    case 'route':
      return addressPart(object.dst);
    case 'fdb':
      return byMac.get(object.mac);
    default:
      return undefined;
  }
}

export interface PeerGroup {
  readonly peer: string;
  readonly changes: readonly Change[];
}

/** Changes apart: those that belong to one peer or another, by peer, and the rest. */
export function groupByPeer(
  changes: readonly Change[],
  names: PeerNames,
): { peers: PeerGroup[]; rest: Change[] } {
  const neighbors = changes.map(objectOf).filter((object) => object.kind === 'neighbor');
  const byMac = new Map(neighbors.map(({ lladdr, dst }) => [lladdr as string, dst]));
  const groups = new Map<string, Change[]>();
  const rest: Change[] = [];
  for (const change of changes) {
    const object = objectOf(change);
    const gateway = gatewayOf(object, byMac);
    const peer =
      ('peer' in object ? object.peer : undefined) ?? (gateway && (names.get(gateway) ?? `at ${gateway}`));
    if (peer === undefined) rest.push(change);
    else groups.set(peer, [...(groups.get(peer) ?? []), change]);
  }
  return { peers: [...groups].map(([peer, own]) => ({ peer, changes: own })), rest };
}
