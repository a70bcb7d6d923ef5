import { findOverlay } from '../../../backends/index.ts';
import type { SubnetEnvFamily } from '../../../flannel/index.ts';
import {
  ADDRESS_BITS,
  type Address,
  addressPart,
  lengthOf,
  prefixContainsAddress,
  prefixFamily,
  prefixOf,
} from '../../../net/index.ts';
import { findPeers } from './peers.ts';
import type { FamilyView, FoundFamily, Observed } from './types.ts';

/** Looks at one family of a host. */
export function viewFamily(
  observed: Observed,
  { network, subnet }: SubnetEnvFamily,
  publicIP: Address | undefined,
  uplink: Address | undefined,
): FamilyView {
  const family = prefixFamily(network);
  const overlay = findOverlay(observed, subnet);
  const found = findPeers(observed, network, subnet, overlay?.link);
  const address =
    overlay?.rules.localOf(overlay.link) ?? publicIP ?? addressTowards(observed, found) ?? uplink;
  const own: FoundFamily | undefined = address && {
    subnet,
    publicIP: address,
    ...(overlay && { mac: overlay.link.mac }),
  };
  return { family, network, subnet, ...(overlay && { overlay }), ...(own && { own }), ...found };
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
