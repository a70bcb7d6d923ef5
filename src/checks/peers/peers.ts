import { beyondRouters } from '../../backends/index.ts';
import { hostLinks, type LinkJson } from '../../host/index.ts';
import {
  ADDRESS_BITS,
  type Address,
  FAMILY_NAMES,
  familyOf,
  lastAddress,
  parseAddress,
  prefixOf,
} from '../../net/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck } from '../check.ts';
import { PEERS_CHECK } from '../names.ts';

/** What is sent to an address of this host comes back to it, a virtual IP that is here by now too. */
function atHome({ network: { peers: others } }: CheckedNode, links: readonly LinkJson[]): Finding[] {
  const holders = new Map(
    links.flatMap(({ ifname = '', addr_info = [] }) =>
      addr_info.map(({ local }) => [local, ifname] as const),
    ),
  );
  return others.flatMap((peer) =>
    FAMILY_NAMES.flatMap((family) => {
      const publicIP = peer[family]?.publicIP;
      const holder = holders.get(publicIP);
      if (publicIP === undefined || holder === undefined) return [];
      return [
        error(
          `the public IP ${publicIP} of peer ${peer.name} is an address of this node itself, on ${holder}`,
          `Give ${peer.name} the address that it alone has. A virtual IP, which moves between nodes, is no node's public IP.`,
        ),
      ];
    }),
  );
}

/** The broadcast addresses of this host's networks: what is sent to one goes to every machine there, or is refused. */
const broadcastsOf = (links: readonly LinkJson[]): ReadonlyMap<Address, string> =>
  new Map(
    links.flatMap(({ ifname = '', addr_info = [] }) =>
      addr_info.flatMap(
        ({ local = '', address: other, prefixlen = ADDRESS_BITS[4] }): [Address, string][] => {
          const address = other === undefined ? parseAddress(local) : undefined;
          // A /31 is two nodes, and has none (RFC 3021); nor has IPv6.
          if (address === undefined || familyOf(address) !== 4 || prefixlen > ADDRESS_BITS[4] - 2) return [];
          return [[lastAddress(prefixOf(address, prefixlen)), ifname]];
        },
      ),
    ),
  );

function atBroadcasts({ network }: CheckedNode, links: readonly LinkJson[]): Finding[] {
  const broadcasts = broadcastsOf(links);
  return network.peers.flatMap(({ name, ipv4 }) => {
    const dev = ipv4 && broadcasts.get(ipv4.publicIP);
    if (ipv4 === undefined || dev === undefined) return [];
    return [
      error(
        `the public IP ${ipv4.publicIP} of peer ${name} is the broadcast address of ${dev}'s network: no machine has it`,
        `Give ${name} the address that it has.`,
      ),
    ];
  });
}

/** With host-gw a peer behind a router gets no packets: the router knows nothing of pods. */
const behindRouters = ({ network }: CheckedNode): Finding[] =>
  beyondRouters(network).map(([name, publicIP]) =>
    error(
      `host-gw can't reach peer ${name}: ${publicIP} is not on ${network.uplink.name}'s own network`,
      'Take {"Type": "vxlan", "DirectRouting": true}, which goes by the overlay where there is a router between.',
    ),
  );

/** Whether peers are at addresses that packets can be sent to. */
export const peers = nodeCheck({
  name: PEERS_CHECK,
  symptom: 'One peer is never reached, though everything for it is there',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) => [...atHome(node, links), ...atBroadcasts(node, links), ...behindRouters(node)],
});
