import { type NeighborEntry, neighborEntries } from '../../../host/index.ts';
import { FAMILY_NAMES } from '../../../net/index.ts';
import { type CheckedNode, type Finding, nodeCheck, warning } from '../../check.ts';
import { groupBy } from '../../group-by.ts';
import { someNames } from '../../some-names.ts';

/** States of an address that does not answer; where it is asked for the first time, INCOMPLETE lasts three seconds. */
const SILENT: readonly string[] = ['FAILED', 'INCOMPLETE'];

/** A peer by the address that its packets are sent to on the uplink: its own, or that of the router before it. */
interface Hop {
  readonly peer: string;
  readonly address: string;
  readonly isGateway: boolean;
}

const hopsOf = ({ network, ways }: CheckedNode): Hop[] =>
  network.peers.flatMap((peer) =>
    FAMILY_NAMES.flatMap((family) => {
      const publicIP = peer[family]?.publicIP;
      const path = publicIP && ways.paths.get(publicIP);
      if (publicIP === undefined || !path || path.dev === undefined) return [];
      const address = path.gateway ?? publicIP;
      return [{ peer: peer.name, address, isGateway: path.gateway !== undefined }];
    }),
  );

const asking = (address: string): string => (address.includes(':') ? 'neighbor discovery' : 'ARP');

type SilentStates = ReadonlyMap<string, string>;

const detailsOf = (
  dev: string,
  hops: readonly Hop[],
  silent: SilentStates,
): { readonly evidence: readonly string[]; readonly impact: string } => ({
  evidence: someNames([...new Set(hops.map(({ address }) => address))]).named.map(
    (address) => `ip neigh show dev ${dev}: ${address} ${silent.get(address)}`,
  ),
  impact: `Nothing that pods of this node send to pods of ${someNames(hops.map(({ peer }) => peer)).text} arrives.`,
});

function silentRouter(dev: string, address: string, hops: readonly Hop[], silent: SilentStates): Finding {
  const names = someNames(hops.map(({ peer }) => peer)).text;
  return warning(
    `the router ${address} does not answer ${asking(address)} on ${dev}: packets to ${names} go by it`,
    'See whether the router is up, and in the network of this link.',
    detailsOf(dev, hops, silent),
  );
}

/** The peers of one family of which none answers are one finding: of thousands the reason is likely one. */
function silentPeers(dev: string, hops: readonly Hop[], silent: SilentStates): Finding[] {
  const [first] = hops;
  if (first === undefined) return [];
  const details = detailsOf(dev, hops, silent);
  const network = 'on the same network (VLAN, switch port, hypervisor)';
  if (hops.length === 1)
    return [
      warning(
        `${first.peer} does not answer ${asking(first.address)} for its public IP ${first.address} on ${dev}`,
        `See whether ${first.peer} is up, still has this address, and is ${network}.`,
        details,
      ),
    ];
  const names = someNames(hops.map(({ peer, address }) => `${peer} (${address})`)).text;
  return [
    warning(
      `${hops.length} peers do not answer ${asking(first.address)} on ${dev}: ${names}`,
      `See whether they are up, still have these addresses, and are ${network}.`,
      details,
    ),
  ];
}

function findings(node: CheckedNode, neighbors: readonly NeighborEntry[]): Finding[] {
  const dev = node.uplink.name;
  const silent: SilentStates = new Map(
    neighbors
      .filter((entry) => entry.dev === dev && entry.state.some((one) => SILENT.includes(one)))
      .map(({ dst, state }) => [dst as string, state.join(',')] as const),
  );
  const lost = hopsOf(node).filter(({ address }) => silent.has(address));
  const byRouter = groupBy(
    lost.filter(({ isGateway }) => isGateway),
    ({ address }) => address,
  );
  const direct = lost.filter(({ isGateway }) => !isGateway);
  // A peer may answer in one family and not in the other, and is asked in two ways.
  const byFamily = groupBy(direct, ({ address }) => asking(address));
  return [
    ...[...byRouter].map(([address, hops]) => silentRouter(dev, address, hops, silent)),
    ...[...byFamily.values()].flatMap((hops) => silentPeers(dev, hops, silent)),
  ];
}

/** Whether peers answer on the underlay, by what the kernel found as it last sent to them. */
export const underlayNeighbors = nodeCheck({
  name: 'UnderlayNeighbors',
  symptom: 'One node is not reached by any other, by its pods or by itself',
  when: [],
  needs: () => ({ neighbors: neighborEntries }),
  run: (node, { neighbors }) => findings(node, neighbors),
});
