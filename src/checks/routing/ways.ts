import { overlayLink } from '../../backends/index.ts';
import { deadEndOf, type PathTo, SAMPLED_HOST, type Ways } from '../../host/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import {
  type Address,
  addressIn,
  FAMILY_NAMES,
  FAMILY_OF,
  type FamilyName,
  type Prefix,
  prefixContainsAddress,
} from '../../net/index.ts';
import { LOCAL_TABLE, MAIN_TABLE } from '../../state/index.ts';
import { shellCommand } from '../../words/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck, outage } from '../check.ts';

type Rule = Ways['rules'][4][number];

/** A packet to a pod of a peer: of this node itself, or of one of its own pods. */
interface Packet {
  readonly to: Address;
  readonly pod?: { readonly source: Address; readonly bridge: string };
}

/** Whether the kernel asks a rule for a packet. What this node itself sends comes in by `lo`, from no address yet. */
const isFor = ({ to, from, iif }: Rule, packet: Packet): boolean =>
  (to === undefined || prefixContainsAddress(to, packet.to)) &&
  (from === undefined || (packet.pod !== undefined && prefixContainsAddress(from, packet.pod.source))) &&
  (iif === undefined || iif === (packet.pod?.bridge ?? 'lo'));

/** Whether a rule asks for nothing but the destination, the source and the link that a packet comes in by. */
const isForAll = ({ fwmark, oif, not, others }: Rule): boolean =>
  fwmark === undefined && oif === undefined && not === undefined && others.length === 0;

/** The rules that the kernel asks before it looks into the main table, where ours are to be found. */
const beforeMain = (rules: readonly Rule[], packet: Packet): readonly Rule[] => {
  const main = rules.findIndex((rule) => rule.table === MAIN_TABLE && isForAll(rule) && isFor(rule, packet));
  return (main < 0 ? rules : rules.slice(0, main)).filter((rule) => isFor(rule, packet));
};

const ipRule = (address: string): string[] => ['ip', ...(address.includes(':') ? ['-6'] : []), 'rule'];

/** Makes the main table come first for the pod network. */
const lookupMain = (network: string, { priority }: Rule): string =>
  shellCommand([
    ...ipRule(network),
    'add',
    'to',
    network,
    'lookup',
    'main',
    'priority',
    `${Math.max(priority - 1, 1)}`,
  ]);

interface Lane {
  readonly packet: Packet;
  readonly path: PathTo;
  /** How such packets are called. */
  readonly packets: string;
  /** Whether the kernel could answer: for pods it can't while there is no bridge, or that is down. */
  readonly isAnswered: boolean;
}

/** What another table, or a rule, makes of packets to pods of a peer. Whether ours is there does not matter: it comes later. */
function astray(
  { packet, path, packets, isAnswered }: Lane,
  { name, isRouted }: { readonly name: string; readonly isRouted: boolean },
  { network, rules }: { readonly network: string; readonly rules: readonly Rule[] },
): Finding[] {
  const first = beforeMain(rules, packet);
  const what = `${packets} to pods of ${name}, such as ${packet.to},`;
  const refusing = first.find((rule) => isForAll(rule) && deadEndOf(rule.action) !== undefined);
  if (path.dev === undefined && refusing !== undefined)
    return [
      outage(
        `${what} are stopped by the rule with priority ${refusing.priority} (${refusing.action}) before the main table is asked`,
        lookupMain(network, refusing),
      ),
    ];
  const lookup = first.find(
    (rule) => isForAll(rule) && rule.table !== undefined && rule.table !== LOCAL_TABLE,
  );
  // The main table has a route for it, which the kernel has not come to.
  if (path.dev === undefined && isRouted && isAnswered && lookup !== undefined)
    return [
      outage(
        `${what} are stopped by a route in table ${lookup.table}, in which the rule with priority ${lookup.priority} looks before the main table`,
        lookupMain(network, lookup),
        { follows: ['MainRule'] },
      ),
    ];
  const { table, dev } = path;
  if (table === undefined || table === MAIN_TABLE || dev === undefined) return [];
  const rule = first.find((one) => one.table === table);
  // A table after main is asked only where main has no route.
  if (rule === undefined && !isRouted) return [];
  return [
    outage(
      `${what} go by ${dev}: ${rule === undefined ? 'a rule' : `the rule with priority ${rule.priority}`} looks in table ${table} before the main table`,
      rule === undefined
        ? `See which: ${shellCommand([...ipRule(packet.to), 'show'])}`
        : lookupMain(network, rule),
    ),
  ];
}

/** The packets to a peer's pods: one of a pod beside one of the node, because rules can send them different ways. */
function lanesOf(
  { address, path, podPath }: Sample,
  source: Address,
  { bridge, isUp }: { readonly bridge: string; readonly isUp: boolean },
): Lane[] {
  const node = { packet: { to: address }, path, packets: 'packets', isAnswered: true };
  if (podPath === undefined) return [node];
  const pods = {
    packet: { to: address, pod: { source, bridge } },
    path: podPath,
    packets: "packets from this node's pods",
    isAnswered: isUp,
  };
  return podPath.dev === path.dev && podPath.table === path.table
    ? // The same answer as for the node itself, for which the kernel needs no bridge.
      [{ ...pods, packets: 'packets', isAnswered: true }]
    : // Without the bridge the kernel can't be asked for pods, and what is known of the node stands for both.
      [pods, podPath.dev === undefined && !isUp ? node : { ...node, packets: 'packets of this node itself' }];
}

function toPods(node: CheckedNode, family: FamilyName, overlay: string | undefined): Finding[] {
  const { network, ways, diff, observed } = node;
  const input = network.families.find(({ name }) => name === family);
  if (input === undefined) return [];
  const changed = new Set(
    diff.changes.flatMap((change) => ('to' in change && change.to.kind === 'route' ? [change.to.dst] : [])),
  );
  const isOurs = ({ dev, gateway }: PathTo, peer: PlanNode): boolean =>
    dev !== undefined && (dev === overlay || gateway === peer[family]?.publicIP);
  const rules = ways.rules[FAMILY_OF[family]];
  const { bridge } = network;
  const isUp = observed.some((object) => object.kind === 'link' && object.name === bridge && object.up);
  return network.peers.flatMap((peer) => {
    const sample = sampleOf(peer, family, ways);
    if (sample === undefined) return [];
    const isRouted = !changed.has(sample.subnet);
    return lanesOf(sample, addressIn(input.own.subnet, SAMPLED_HOST), { bridge, isUp })
      .filter(({ path }) => !isOurs(path, peer))
      .flatMap((lane) =>
        astray(lane, { name: peer.name, isRouted }, { network: input.network.network, rules }),
      );
  });
}

interface Sample {
  readonly subnet: Prefix;
  readonly address: Address;
  readonly path: PathTo;
  readonly podPath?: PathTo;
}

/** What the kernel was asked for of a peer's subnet. */
function sampleOf(peer: PlanNode, family: FamilyName, { paths, podPaths }: Ways): Sample | undefined {
  const subnet = peer[family]?.subnet;
  if (subnet === undefined) return undefined;
  const address = addressIn(subnet, SAMPLED_HOST);
  const path = paths.get(address);
  const podPath = podPaths.get(address);
  return path === undefined ? undefined : { subnet, address, path, ...(podPath && { podPath }) };
}

/** What is sent to a peer by the overlay would be put into the overlay again. */
function intoOverlay(
  { network, ways }: CheckedNode,
  family: FamilyName,
  overlay: string | undefined,
): Finding[] {
  return network.peers.flatMap((peer) => {
    const publicIP = peer[family]?.publicIP;
    const { dev } = (publicIP && ways.paths.get(publicIP)) ?? {};
    if (publicIP === undefined || dev === undefined || (dev !== overlay && dev !== network.bridge)) return [];
    return [
      error(
        `the way to ${publicIP}, the public IP of ${peer.name}, leads into the overlay itself, by ${dev}`,
        `Find what put addresses or routes on it, such as a DHCP client, and keep it off: ${shellCommand(['ip', 'route', 'get', publicIP])}`,
      ),
    ];
  });
}

/** What leads astray is seldom one peer's alone. */
const MOST_TOLD = 3;

/** Whether the kernel sends where our routes say: other tables come first where rules say so. */
export const ways = nodeCheck({
  name: 'Ways',
  symptom: 'Pods are not reached though the main table is right: a policy rule or another route decides',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({}),
  run: (node) =>
    FAMILY_NAMES.flatMap((family) => {
      const overlay = overlayLink(node.network.backend, family);
      return [
        ...toPods(node, family, overlay).slice(0, MOST_TOLD),
        ...intoOverlay(node, family, overlay).slice(0, MOST_TOLD),
      ];
    }),
});
