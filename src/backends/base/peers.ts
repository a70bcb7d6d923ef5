import type { NodeFamily } from '../../flannel/index.ts';
import type { Address, LinkName, NodeName } from '../../net/index.ts';
import { type HostObject, PROTOCOL } from '../../state/index.ts';
import type { BackendInput, FamilyInput } from './input.ts';
import { nexthopIds } from './nexthop-ids.ts';

/** A peer with its values of one family. */
export interface FamilyPeer extends NodeFamily {
  readonly name: NodeName;
}

/** The peers that have a family. */
export const peersIn = ({ peers }: BackendInput, family: FamilyInput): FamilyPeer[] =>
  peers.flatMap((peer) => {
    const own = peer[family.name];
    return own === undefined ? [] : [{ name: peer.name, ...own }];
  });

/** The next hop of packets for a peer's pods. */
export interface Hop {
  readonly via: Address;
  readonly dev: LinkName;
  /** Whether the kernel takes the gateway for reachable without an address that says so. */
  readonly onlink: boolean;
}

/**
 * The link that a peer is on without a router between (flannel-facts 2.0); undefined if there is a router, or no
 * route.
 */
export function directLink({ paths }: Pick<BackendInput, 'paths'>, publicIP: Address): LinkName | undefined {
  const path = paths.get(publicIP);
  return path?.gateway === undefined ? path?.dev : undefined;
}

/**
 * The routes of a family to its peers' subnets, each by a nexthop object if the kernel has them: linear in the number
 * of peers, where plain routes by one device are quadratic, and a peer moves with one `nexthop replace`
 * (kernel-facts).
 */
export function routeObjects(
  input: BackendInput,
  family: FamilyInput,
  hops: readonly (readonly [FamilyPeer, Hop])[],
): HostObject[] {
  const ids = nexthopIds(input, family);
  return hops.flatMap(([{ name, subnet }, hop]): HostObject[] => {
    const { via, dev, onlink } = hop;
    const route = { kind: 'route', dst: subnet, via, dev, onlink, protocol: PROTOCOL, peer: name } as const;
    const id = input.kernel.nexthops ? ids.get(name) : undefined;
    if (id === undefined) return [route];
    return [
      { kind: 'nexthop', id, via, dev, onlink, protocol: PROTOCOL, peer: name },
      { ...route, nhid: id },
    ];
  });
}
