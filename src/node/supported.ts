import type { FamilyNetwork, NetConf, VxlanConfig } from '../config/index.ts';
import { Failure } from '../errors/index.ts';

const notBuilt = (what: string, instead: string): Failure =>
  new Failure('invalidConfig', `${what} is valid for flannel, but flannelctl can't build it yet`, {
    hint: instead,
  });

/** The network and backend of a net-conf that flannelctl builds; a Failure names what it doesn't build. */
export function requireSupported({ ipv4, ipv6, backend }: NetConf): {
  network: FamilyNetwork;
  backend: VxlanConfig;
} {
  if (ipv6 !== undefined) throw notBuilt('EnableIPv6', 'Take EnableIPv6 and IPv6Network out; IPv4 is built.');
  if (backend.type !== 'vxlan') throw notBuilt(`Backend ${backend.type}`, 'Use {"Type": "vxlan"}.');
  if (backend.directRouting)
    throw notBuilt('DirectRouting', 'Leave DirectRouting out: every peer is then reached over the overlay.');
  if (ipv4 === undefined)
    throw new Failure('invalidConfig', 'the net-conf has no IPv4 network', { hint: 'Give it a Network.' });
  return { network: ipv4, backend };
}
