import { type BackendInput, udpPort } from '../../backends/index.ts';
import { type Address, addressIn, FAMILY_OF } from '../../net/index.ts';
import { passagesOf } from './firewall.ts';
import type { Packet } from './packet.ts';

/** Addresses of the documentation, which stand for all that is outside (RFC 5737, RFC 3849). */
const OUTSIDE: Readonly<Record<4 | 6, Address>> = {
  4: '198.51.100.1' as Address,
  6: '2001:db8::1' as Address,
};

/** The packets between pods of this node and of its peers; nobody has marked them. */
export const podPackets = (network: BackendInput): Packet[] =>
  passagesOf(network).flatMap(({ packets }) => packets.map((packet): Packet => ({ ...packet, mark: 0 })));

/** What pods of this node send to the outside, by the uplink. */
export const outwardPackets = ({ families, bridge, uplink }: BackendInput): Packet[] =>
  families.map(({ name, own }) => ({
    iif: bridge,
    oif: uplink.name,
    source: addressIn(own.subnet, 2),
    destination: OUTSIDE[FAMILY_OF[name]],
    mark: 0,
  }));

/** What this node sends to a peer's UDP port of the overlay, one a family. */
export function departures({ families, peers, uplink, backend }: BackendInput): Packet[] {
  const port = udpPort(backend);
  if (port === undefined) return [];
  return families.flatMap(({ name, local }) => {
    const destination = peers.flatMap((peer) => peer[name]?.publicIP ?? [])[0];
    return destination === undefined
      ? []
      : [{ iif: '', oif: uplink.name, source: local, destination, udpPort: port, isLocal: false }];
  });
}

/** What this node itself sends to its pods, as the kubelet does for probes. */
export const toPods = ({ families, bridge }: BackendInput): Packet[] =>
  families.map(({ own }) => ({
    iif: '',
    oif: bridge,
    source: addressIn(own.subnet, 1),
    destination: addressIn(own.subnet, 2),
  }));

/** The port of the kubelet, of the API server, and of DNS: what pods ask a node for. */
const ASKED = [{ tcpPort: 10_250 }, { tcpPort: 6443 }, { udpPort: 53 }] as const;

/** What pods of this node send to the node itself. */
export const toNode = ({ families, bridge }: BackendInput): Packet[] =>
  families.flatMap(({ own }) =>
    ASKED.map((port) => ({
      iif: bridge,
      oif: '',
      source: addressIn(own.subnet, 2),
      destination: addressIn(own.subnet, 1),
      isLocal: true,
      ...port,
    })),
  );
