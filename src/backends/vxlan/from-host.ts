import { VXLAN_OVERHEAD, VXLAN_PORT, VXLAN_VNI, vxlanLinkFamily } from '../../flannel/index.ts';
import {
  ADDRESS_BITS,
  type Address,
  addressPart,
  FAMILY_NAMES,
  FAMILY_OF,
  interfaceAddress,
  type Prefix,
  prefixFamily,
} from '../../net/index.ts';
import type { HostObject, Link, VxlanSpec } from '../../state/index.ts';
import type { HostRules } from '../base/from-host.ts';

interface Vtep extends Link {
  readonly spec: VxlanSpec;
}

const isVtep = (link: Link): link is Vtep => link.spec.type === 'vxlan' && link.spec.external === undefined;

/** How to derive the configuration from flannel's vxlan links. */
export const vxlanHostRules: HostRules = {
  findLink,
  localOf: (link) => (isVtep(link) ? ownAddress(link.spec.local) : undefined),
  sharedOf: (link) => (isVtep(link) ? link.spec.vni : undefined),
  backendOf: (links, observed, isDirect) => {
    const [first, ...others] = links.filter(isVtep);
    return first === undefined ? {} : backendOf([first, ...others], observed, isDirect);
  },
  isMtuOf: (mtu, links) =>
    links.some((link) => link.mtu === mtu) ||
    // The kernel gives the IPv6 link a smaller MTU than flanneld asks for; pods get the larger one.
    links.every(
      ({ name, mtu: has }) =>
        vxlanLinkFamily(name) === 'ipv6' && has === mtu - VXLAN_OVERHEAD.ipv6 + VXLAN_OVERHEAD.ipv4,
    ),
};

/**
 * The link with the subnet's network address. A link of an earlier VNI may exist, too, without an address or with
 * another one.
 */
function findLink(observed: readonly HostObject[], subnet: Prefix): Link | undefined {
  const family = prefixFamily(subnet);
  const name = FAMILY_NAMES.find((one) => FAMILY_OF[one] === family);
  const links = observed.filter(
    (object): object is Vtep =>
      object.kind === 'link' && vxlanLinkFamily(object.name) === name && isVtep(object),
  );
  const address = interfaceAddress(addressPart(subnet), ADDRESS_BITS[family]);
  const holder = links.find((link) =>
    observed.some(
      (object) => object.kind === 'address' && object.dev === link.name && object.address === address,
    ),
  );
  return holder ?? (links.length === 1 ? links[0] : undefined);
}

const ownAddress = (local: Address): Address | undefined =>
  local === '0.0.0.0' || local === '::' ? undefined : local;

function backendOf(
  vteps: readonly [Vtep, ...Vtep[]],
  observed: readonly HostObject[],
  isDirect: boolean,
): object {
  const [{ spec }] = vteps;
  const { vni, port, gbp, learning } = spec;
  const uplink = observed.find((object) => object.kind === 'link' && object.name === spec.dev);
  const base = baseMtu(vteps, uplink?.kind === 'link' ? uplink.mtu : undefined);
  return {
    Type: 'vxlan',
    ...(vni === VXLAN_VNI ? {} : { VNI: vni }),
    ...(port === VXLAN_PORT ? {} : { Port: port }),
    ...(base === undefined ? {} : { MTU: base }),
    ...(gbp && { GBP: true }),
    ...(learning && { Learning: true }),
    ...(isDirect && { DirectRouting: true }),
  };
}

/** The net-conf's MTU, unless it follows from the uplink's. It is written if the uplink's is not known. */
function baseMtu(
  [first, ...others]: readonly [Vtep, ...Vtep[]],
  uplink: number | undefined,
): number | undefined {
  const v4 = [first, ...others].find(({ name }) => vxlanLinkFamily(name) === 'ipv4');
  if (v4 === undefined && uplink !== undefined && first.mtu === uplink - VXLAN_OVERHEAD.ipv6)
    return undefined;
  const base = (v4 ?? first).mtu + VXLAN_OVERHEAD.ipv4;
  return base === uplink ? undefined : base;
}
