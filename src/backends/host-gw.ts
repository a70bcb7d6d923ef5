import type { Address } from '../net/index.ts';
import type { Backend } from './base/backend.ts';
import type { BackendInput } from './base/input.ts';
import { directLink, type FamilyPeer, type Hop, peersIn, routeObjects } from './base/peers.ts';

/** Whether a peer is on the uplink itself, so that it can be a gateway (flannel-facts 2.2). */
const isOnUplink = (input: BackendInput, publicIP: Address): boolean =>
  directLink(input, publicIP) === input.uplink.name;

/** flannel's host-gw backend: no link of its own; each peer is the gateway to its pods. */
export const hostGwBackend: Backend = {
  config: { keys: {} },
  overhead: { ipv4: 0, ipv6: 0 },
  build: {
    mtu: ({ uplink }) => uplink.mtu,
    goesDirect: () => true,
    text: () => 'host-gw',
    objects: (input, _, family) =>
      routeObjects(
        input,
        family,
        // A peer behind a router can't be a gateway. Preflight reports it; if that is ignored, the peer is left out.
        peersIn(input, family)
          .filter(({ publicIP }) => isOnUplink(input, publicIP))
          .map((peer): readonly [FamilyPeer, Hop] => [
            peer,
            { via: peer.publicIP, dev: input.uplink.name, onlink: false },
          ]),
      ),
  },
};

/** The peers that host-gw can't reach, by public IP. */
export const beyondRouters = (input: BackendInput): readonly (readonly [FamilyPeer['name'], Address])[] =>
  input.backend.type !== 'host-gw'
    ? []
    : input.families.flatMap((family) =>
        peersIn(input, family)
          .filter(({ publicIP }) => !isOnUplink(input, publicIP))
          .map(({ name, publicIP }) => [name, publicIP] as const),
      );
