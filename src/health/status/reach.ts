import { type UnderlayReach, underlayReach } from '../../host/index.ts';
import type { Address } from '../../net/index.ts';
import { sampled } from '../../node/index.ts';
import { hasProblem, type PeerStatus } from './node-status.ts';

/** At most so many of the peers with problems, and of the others: a ping is a process. */
const MOST_PROBED = 16;

const addressesOf = (peers: readonly PeerStatus[]): Address[] => [
  ...new Set(peers.map(({ publicIP }) => publicIP)),
];

/** The public IPs to ping: of all peers while they are few, else a sample, and one of the peers with problems. */
export function addressesToPing(peers: readonly PeerStatus[]): Address[] {
  const troubled = addressesOf(peers.filter(hasProblem));
  const isTroubled = new Set(troubled);
  const others = addressesOf(peers).filter((address) => !isTroubled.has(address));
  return [...sampled(troubled, MOST_PROBED), ...sampled(others, MOST_PROBED)];
}

/** Peers with whether their public IPs answer ping. */
export async function withReach(peers: readonly PeerStatus[]): Promise<PeerStatus[]> {
  const addresses = addressesToPing(peers);
  const reach: ReadonlyMap<Address, UnderlayReach> =
    addresses.length === 0 ? new Map() : ((await underlayReach(addresses)) ?? new Map());
  return peers.map((peer) => {
    const found = reach.get(peer.publicIP);
    return found === undefined ? peer : { ...peer, reach: found };
  });
}
