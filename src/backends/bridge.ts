import {
  addressIn,
  addressToNumber,
  interfaceAddress,
  type LinkName,
  lengthOf,
  macFrom,
} from '../net/index.ts';
import { type HostObject, LINK_GROUP } from '../state/index.ts';
import type { NodeNetwork } from './input.ts';

/** The bridge that the CNI bridge plugin makes by default, and so the one that flannel's pods are on. */
export const BRIDGE = 'cni0' as LinkName;

/** The node's bridge, with the gateway of its pods: the first address of its subnet. */
export function bridgeObjects({ node, network }: NodeNetwork, mtu: number): HostObject[] {
  const gateway = addressIn(node.subnet, 1);
  return [
    {
      kind: 'link',
      name: BRIDGE,
      spec: { type: 'bridge' },
      // Given, so that it stays when ports come and go; else a bridge takes the lowest MAC of its ports.
      mac: macFrom(0x0e, 0x2b, Number(BigInt.asUintN(32, addressToNumber(gateway)))),
      mtu,
      group: LINK_GROUP,
      alias: `flannelctl pods ${network.network}`,
      up: true,
    },
    { kind: 'address', dev: BRIDGE, address: interfaceAddress(gateway, lengthOf(node.subnet)) },
  ];
}
