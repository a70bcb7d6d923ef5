import { vxlanLinkFamily } from '../../../flannel/index.ts';
import {
  ADDRESS_BITS,
  addressPart,
  interfaceAddress,
  type Prefix,
  prefixFamily,
} from '../../../net/index.ts';
import type { Link } from '../../../state/index.ts';
import type { Observed, Vtep } from './types.ts';

const isVtep = (link: Link): link is Vtep => link.spec.type === 'vxlan' && link.spec.external === undefined;

/**
 * flannel's vxlan link for a subnet: the one that has the subnet's network address. One of a former VNI can stand beside
 * it, without address or with another.
 */
export function findVtep(observed: Observed, subnet: Prefix): Vtep | undefined {
  const family = prefixFamily(subnet);
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const links = observed.filter(
    (object): object is Vtep =>
      object.kind === 'link' && vxlanLinkFamily(object.name) === name && isVtep(object),
  );
  const address = interfaceAddress(addressPart(subnet), ADDRESS_BITS[family]);
  const holder = links.find(({ name }) =>
    observed.some((object) => object.kind === 'address' && object.dev === name && object.address === address),
  );
  return holder ?? (links.length === 1 ? links[0] : undefined);
}
