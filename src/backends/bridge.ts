import { isDockersBridge } from '../flannel/index.ts';
import {
  type Address,
  addressIn,
  addressToNumber,
  interfaceAddress,
  lengthOf,
  type Mac,
  macFrom,
} from '../net/index.ts';
import { type HostObject, LINK_GROUP } from '../state/index.ts';
import type { BackendInput, FamilyInput } from './input.ts';

/** The gateway of a node's pods: the first address of its subnet. */
const gatewayOf = ({ own }: FamilyInput): Address => addressIn(own.subnet, 1);

/** Of IPv4 its own 32 bits, of IPv6 what of the address differs from node to node. */
function macOf(gateway: Address): Mac {
  const number = addressToNumber(gateway);
  return macFrom(0x0e, 0x2b, Number(BigInt.asUintN(32, number ^ (number >> 64n))));
}

/** The node's bridge, with the gateways of its pods; none where Docker has both. */
export function bridgeObjects({ families, bridge }: BackendInput, mtu: number): HostObject[] {
  const [first] = families;
  if (first === undefined || isDockersBridge(bridge)) return [];
  return [
    {
      kind: 'link',
      name: bridge,
      spec: { type: 'bridge' },
      // Given, so that it stays when ports come and go; else a bridge takes the lowest MAC of its ports.
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
