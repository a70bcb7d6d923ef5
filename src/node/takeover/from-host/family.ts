import { type FoundOverlay, findOverlay } from '../../../backends/index.ts';
import type { SubnetEnv, SubnetEnvFamily } from '../../../flannel/index.ts';
import {
  ADDRESS_BITS,
  type Address,
  addressPart,
  lengthOf,
  prefixContains,
  prefixContainsAddress,
  prefixFamily,
  prefixOf,
} from '../../../net/index.ts';
import { findPeers } from './peers.ts';
import type { FamilyView, FoundFamily, Observed } from './types.ts';

/** What one family of a host shows. */
export function viewFamily(
  observed: Observed,
  { network, subnet, mtu }: SubnetEnvFamily & Pick<Partial<SubnetEnv>, 'mtu'>,
  publicIP: Address | undefined,
  uplink: { readonly address?: Address | undefined; readonly mtu?: number | undefined },
): FamilyView {
  const family = prefixFamily(network);
  const seen = findOverlay(observed, subnet);
  const overlay =
    seen && isInUse(observed, seen, { network, subnet, mtu, uplink: uplink.mtu }) ? seen : undefined;
  const found = findPeers(observed, network, subnet, overlay?.link);
  const address =
    overlay?.rules.localOf(overlay.link) ?? publicIP ?? addressTowards(observed, found) ?? uplink.address;
  const own: FoundFamily | undefined = address && {
    subnet,
    publicIP: address,
    ...(overlay && { mac: overlay.link.mac }),
  };
  return { family, network, subnet, ...(overlay && { overlay }), ...(own && { own }), ...found };
}

/**
 * Whether pods' packets use an overlay link. flanneld leaves its link when the backend changes to host-gw: then all
 * routes use the uplink, and the pods' MTU is the uplink's, which is too much for packets inside others.
 */
function isInUse(
  observed: Observed,
  { rules, link }: FoundOverlay,
  {
    network,
    subnet,
    mtu,
    uplink,
  }: SubnetEnvFamily & { readonly mtu: number | undefined; readonly uplink: number | undefined },
): boolean {
  if (mtu === undefined || rules.isMtuOf(mtu, [link])) return true;
  const isUsed = observed.some(
    (object) =>
      (object.kind === 'route' && object.dev === link.name && prefixContains(network, object.dst)) ||
      (object.kind === 'nexthop' && object.dev === link.name),
  );
  if (isUsed) return true;
  return mtu !== uplink && findPeers(observed, network, subnet, undefined).direct.length === 0;
}

/** This node's address on the link to a peer that it reaches directly. */
function addressTowards(
  observed: Observed,
  { peers, direct }: Pick<FamilyView, 'peers' | 'direct'>,
): Address | undefined {
  for (const object of observed) {
    if (object.kind !== 'address' || !direct.includes(object.dev)) continue;
    const address = addressPart(object.address);
    const length = lengthOf(object.address);
    const link = prefixOf(address, length);
    if (
      length < ADDRESS_BITS[prefixFamily(link)] &&
      peers.some(({ publicIP }) => prefixContainsAddress(link, publicIP))
    )
      return address;
  }
  return undefined;
}
