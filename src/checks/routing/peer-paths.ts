import { FAMILY_NAMES, type FamilyName } from '../../net/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage, warning } from '../check.ts';
import { UPLINK_CHECK } from '../names.ts';
import { overlayNames } from '../own-links.ts';
import { repairOf } from '../repair.ts';
import { someNames } from '../some-names.ts';

/** A peer with the link by which the kernel sends to its public IP; without one there is no route. */
interface PeerPath {
  readonly name: string;
  readonly publicIP: string;
  readonly dev?: string;
}

function peerPaths({ network, ways }: CheckedNode, family: FamilyName): PeerPath[] {
  return network.peers.flatMap((peer) => {
    const publicIP = peer[family]?.publicIP;
    const path = publicIP && ways.paths.get(publicIP);
    if (publicIP === undefined || !path) return [];
    return [{ name: peer.name, publicIP, ...(path.dev === undefined ? {} : { dev: path.dev }) }];
  });
}

const shown = (paths: readonly PeerPath[]): string =>
  someNames(paths.map(({ name, publicIP }) => `${name} (${publicIP})`)).text;

const routeGet = (publicIP: string): string => shellCommand(['ip', 'route', 'get', publicIP]);

function unrouted(paths: readonly PeerPath[]): Finding[] {
  const lacking = paths.filter(({ dev }) => dev === undefined);
  const [first] = lacking;
  if (first === undefined) return [];
  return [
    outage(
      `there is no route to the public IP of ${shown(lacking)}`,
      'Give this node a route to it, such as its default route, or an address in the network of the peer.',
      {
        evidence: [`${routeGet(first.publicIP)}: no route`],
        impact: `Pods of this node and of ${lacking.length === 1 ? first.name : `${lacking.length} peers`} do not reach each other.`,
        follows: [UPLINK_CHECK, 'MainRule'],
      },
    ),
  ];
}

function byOtherLink(node: CheckedNode, paths: readonly PeerPath[]): Finding[] {
  const { uplink, network } = node;
  // A way into the overlay itself is told by the check Ways.
  const fine = new Set<string | undefined>([
    uplink.name,
    network.bridge,
    ...overlayNames(network),
    undefined,
  ]);
  const others = paths.filter(({ dev }) => !fine.has(dev));
  const [first] = others;
  if (first === undefined) return [];
  return [
    warning(
      `packets to ${shown(others)} leave by ${[...new Set(others.map(({ dev }) => dev))].join(', ')}, and the uplink is ${uplink.name}`,
      `Route them by ${uplink.name}, or choose the other link: ${repairOf(node, '--iface', `${first.dev}`)}`,
      {
        evidence: [`${routeGet(first.publicIP)}: dev ${first.dev}`],
        impact: `They have the address of ${uplink.name} as their source: answers come by another link, where strict rp_filter, or the router in between, drops them.`,
        follows: [UPLINK_CHECK],
      },
    ),
  ];
}

const ofBothFamilies = (node: CheckedNode, find: (paths: readonly PeerPath[]) => Finding[]): Finding[] =>
  FAMILY_NAMES.flatMap((family) => find(peerPaths(node, family)));

/** Whether the public IPs of peers are routed. */
export const peersRouted = nodeCheck({
  name: 'PeerPaths',
  symptom: 'No packet is sent to some nodes: network is unreachable',
  when: ['status'],
  needs: () => ({}),
  run: (node) => ofBothFamilies(node, unrouted),
});

/** Whether packets to peers leave by the uplink. */
export const peerLinks = nodeCheck({
  name: 'PeerLinks',
  symptom: 'Some nodes are not reached, or the overlay goes by the wrong network card',
  when: [],
  needs: () => ({}),
  run: (node) => ofBothFamilies(node, (paths) => byOtherLink(node, paths)),
});
