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

function findings(node: CheckedNode, neighbors: readonly NeighborEntry[]): Finding[] {
  const silent = new Map(
    neighbors
      .filter(({ dev, state }) => dev === node.uplink.name && state.some((one) => SILENT.includes(one)))
      .map(({ dst, state }) => [dst as string, state.join(',')] as const),
  );
  const lost = hopsOf(node).filter(({ address }) => silent.has(address));
  const byAddress = groupBy(lost, ({ address }) => address);
  return [...byAddress].map(([address, hops]) => {
    const [first] = hops;
    const names = someNames(hops.map(({ peer }) => peer)).text;
    const command = address.includes(':') ? 'neighbor discovery' : 'ARP';
    return warning(
      first?.isGateway
        ? `the router ${address} does not answer ${command} on ${node.uplink.name}: packets to ${names} go by it`
        : `${names} does not answer ${command} for its public IP ${address} on ${node.uplink.name}`,
      first?.isGateway
        ? 'See whether the router is up, and in the network of this link.'
        : `See whether ${names} is up, still has this address, and is on the same network (VLAN, switch port, hypervisor).`,
      {
        evidence: [`ip neigh show dev ${node.uplink.name}: ${address} ${silent.get(address)}`],
        impact: `Nothing that pods of this node send to pods of ${names} arrives.`,
      },
    );
  });
}

/** Whether peers answer on the underlay, by what the kernel found as it last sent to them. */
export const underlayNeighbors = nodeCheck({
  name: 'UnderlayNeighbors',
  symptom: 'One node is not reached by any other, by its pods or by itself.',
  when: [],
  needs: () => ({ neighbors: neighborEntries }),
  run: (node, { neighbors }) => findings(node, neighbors),
});
