import { type BackendInput, overlayLink, udpPort } from '../../backends/index.ts';
import { type FilterRules, filterRules } from '../../host/index.ts';
import { type Address, addressIn, lastAddress, type Prefix, prefixContainsAddress } from '../../net/index.ts';
import { type CheckedNode, type Finding, nodeCheck } from '../check.ts';
import { type Arrival, arrivalFindings } from './arrival.ts';
import { obstacles, type Passage } from './obstacles.ts';

/** An address of a pod on another node. */
function elsewhere(network: Prefix, subnet: Prefix): Address {
  const last = lastAddress(network);
  return prefixContainsAddress(subnet, last) ? addressIn(network, 2) : last;
}

/** The packets between pods of this node and of its peers, in both directions through the bridge and the overlay. */
export function passageOf(network: Prefix, subnet: Prefix, bridge: string, overlay: string): Passage {
  const [here, there] = [addressIn(subnet, 2), elsewhere(network, subnet)];
  return {
    network,
    bridge,
    packets: [
      { iif: overlay, oif: bridge, source: there, destination: here },
      { iif: bridge, oif: overlay, source: here, destination: there },
    ],
  };
}

/** What peers send to the overlay's port, if it has one. Rules may let in some peers only: one is asked for. */
export function arrivalsOf({ backend, families, peers, uplink }: BackendInput): Arrival[] {
  const port = udpPort(backend);
  if (port === undefined) return [];
  return families.flatMap(({ name, local }) => {
    const source = peers.flatMap((peer) => peer[name]?.publicIP ?? [])[0];
    return source === undefined
      ? []
      : [{ iif: uplink.name, oif: '', source, destination: local, udpPort: port }];
  });
}

/** The packets between pods, of each family. */
export const passagesOf = ({ families, backend, uplink, bridge }: BackendInput): Passage[] =>
  families.map(({ name, network: { network: whole }, own }) =>
    passageOf(whole, own.subnet, bridge, overlayLink(backend, name) ?? uplink.name),
  );

function firewallFindings({ network }: CheckedNode, rules: FilterRules): Finding[] {
  const { backend, engine } = network;
  const passages = passagesOf(network);
  const port = udpPort(backend);
  const own = { engine, iptablesIsNft: rules.iptablesIsNft, ...(port === undefined ? {} : { port }) };
  return [...obstacles(rules, passages, own), ...arrivalFindings(rules, arrivalsOf(network))];
}

export const firewall = nodeCheck({
  name: 'Firewall',
  symptom: 'Connections between pods of two nodes time out: a firewall drops their packets',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ rules: filterRules }),
  run: (node, { rules }) => firewallFindings(node, rules),
});
