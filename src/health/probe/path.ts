import { overlayTo, packetSizes, udpPort } from '../../backends/index.ts';
import type { CheckedNode } from '../../checks/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import {
  type Address,
  addressIn,
  type FamilyName,
  type LinkName,
  type NodeName,
  type Prefix,
} from '../../net/index.ts';

/** The tunnel that packets to a peer go by. */
interface Tunnel {
  readonly link: LinkName;
  readonly port: number;
}

/** What packets of pods meet on their way to a peer in one family. */
export interface PeerPath {
  readonly peer: NodeName;
  readonly family: FamilyName;
  readonly publicIP: Address;
  readonly subnet: Prefix;
  /** Absent where they go by the underlay as they are. */
  readonly tunnel?: Tunnel;
  /** The address of the peer's that is asked: that of its VTEP, or of its pod bridge where there is none. */
  readonly target: Address;
  /** The pod bridge's address. */
  readonly bridge: Address;
  /** The largest packet of a pod, and what the tunnel adds to it, in bytes. */
  readonly inner: number;
  readonly overhead: number;
}

function tunnelTo({ network }: CheckedNode, family: FamilyName, publicIP: Address): Tunnel | undefined {
  const link = overlayTo(network, family, publicIP);
  const port = udpPort(network.backend);
  return link === undefined || port === undefined ? undefined : { link, port };
}

/** The paths to a peer, one a family that both have. */
export const pathsTo = (node: CheckedNode, peer: PlanNode): PeerPath[] =>
  packetSizes(node.network).flatMap(({ family, inner, overhead }) => {
    const own = peer[family];
    if (own === undefined) return [];
    const tunnel = tunnelTo(node, family, own.publicIP);
    const bridge = addressIn(own.subnet, 1);
    return [
      {
        peer: peer.name,
        family,
        publicIP: own.publicIP,
        subnet: own.subnet,
        ...(tunnel === undefined ? {} : { tunnel }),
        target: tunnel === undefined ? bridge : addressIn(own.subnet, 0),
        bridge,
        inner,
        overhead: tunnel === undefined ? 0 : overhead,
      },
    ];
  });
