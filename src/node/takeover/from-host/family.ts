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
import { findVtep } from './vtep.ts';

/** Looks at one family of a host. */
export function viewFamily(
  observed: Observed,
  { network, subnet }: SubnetEnvFamily,
  publicIP: Address | undefined,
  uplink: Address | undefined,
): FamilyView {
  const family = prefixFamily(network);
  const vtep = findVtep(observed, subnet);
  const found = findPeers(observed, network, subnet, vtep);
  const address = ownAddress(vtep?.spec.local) ?? publicIP ?? addressTowards(observed, found) ?? uplink;
  const own: FoundFamily | undefined = address && {
    subnet,
    publicIP: address,
    ...(vtep && { mac: vtep.mac }),
  };
  return { family, network, subnet, ...(vtep && { vtep }), ...(own && { own }), ...found };
}

const ownAddress = (local: Address | undefined): Address | undefined =>
  local === '0.0.0.0' || local === '::' ? undefined : local;

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
