import { isDockersBridge } from '../../flannel/index.ts';
import {
  type Address,
  addressIn,
  addressToNumber,
  interfaceAddress,
  lengthOf,
  type Mac,
  macFrom,
} from '../../net/index.ts';
import { type HostObject, LINK_GROUP } from '../../state/index.ts';
import type { BackendInput, FamilyInput } from '../base/input.ts';

/** The gateway of a node's pods: the first address of its subnet. */
const gatewayOf = ({ own }: FamilyInput): Address => addressIn(own.subnet, 1);

/**
 * The MAC of a gateway: from the 32 bits of an IPv4 address, or the bits of an IPv6 address that differ between
 * nodes.
 */
function macOf(gateway: Address): Mac {
  const number = addressToNumber(gateway);
  return macFrom(0x0e, 0x2b, Number(BigInt.asUintN(32, number ^ (number >> 64n))));
}

/** The node's bridge with the gateways of its pods; none if Docker makes both. */
export function bridgeObjects({ families, bridge }: BackendInput, mtu: number): HostObject[] {
  const [first] = families;
  if (first === undefined || isDockersBridge(bridge)) return [];
  return [
    {
      kind: 'link',
      name: bridge,
      spec: { type: 'bridge' },
      // A bridge without a MAC of its own takes the lowest of its ports' MACs, which changes with them.
      mac: macOf(gatewayOf(first)),
      mtu,
      group: LINK_GROUP,
      alias: `flannelctl pods ${families.map(({ network }) => network.network).join(' ')}`,
      up: true,
    },
    ...families.map(
      (family): HostObject => ({
        kind: 'address',
        dev: bridge,
        address: interfaceAddress(gatewayOf(family), lengthOf(family.own.subnet)),
      }),
    ),
  ];
}
