import { overlayLink } from '../backends/index.ts';
import { type PathTo, SAMPLED_HOST, type Ways } from '../host/index.ts';
import type { PlanNode } from '../leases/index.ts';
import {
  type Address,
  addressIn,
  FAMILY_NAMES,
  type FamilyName,
  familyOf,
  type Prefix,
  prefixContainsAddress,
} from '../net/index.ts';
import { shellCommand } from '../words/index.ts';
import { type CheckedNode, error, type Finding, nodeCheck, outage } from './check.ts';
import { DEAD_ENDS } from './own-subnet.ts';

type Rule = Ways['rules'][number];

const MAIN = '254';

const isFor = ({ to }: Rule, address: Address): boolean =>
  to === undefined || prefixContainsAddress(to, address);

/** The rules that the kernel asks before it looks into the main table, where ours are to be found. */
const beforeMain = (rules: readonly Rule[], address: Address): readonly Rule[] => {
  const main = rules.findIndex((rule) => rule.table === MAIN && rule.isForAll && isFor(rule, address));
  return (main < 0 ? rules : rules.slice(0, main)).filter((rule) => isFor(rule, address));
};

/** Makes the main table come first for the pod network. */
const lookupMain = (network: string, { priority }: Rule): string =>
  shellCommand([
    'ip',
    'rule',
    'add',
    'to',
    network,
    'lookup',
    'main',
    'priority',
    `${Math.max(priority - 1, 1)}`,
  ]);

/** What another table, or a rule, makes of packets to pods of a peer. Whether ours is there does not matter: it comes later. */
function astray(
  address: Address,
  path: PathTo,
  { name, isRouted }: { readonly name: string; readonly isRouted: boolean },
  { network, rules }: { readonly network: string; readonly rules: readonly Rule[] },
): Finding[] {
  const first = familyOf(address) === 4 ? beforeMain(rules, address) : [];
  const refusing = first.find(({ action, isForAll }) => isForAll && DEAD_ENDS[action ?? ''] !== undefined);
  if (path.dev === undefined && refusing !== undefined)
    return [
      outage(
        `packets to pods of ${name}, such as ${address}, are stopped by the rule with priority ${refusing.priority} (${DEAD_ENDS[refusing.action ?? '']}) before the main table is asked`,
        lookupMain(network, refusing),
      ),
    ];
  const { table, dev } = path;
  if (table === undefined || table === MAIN || dev === undefined) return [];
  const rule = first.find((one) => one.table === table);
  // A table after main is asked only where main has no route.
  if (rule === undefined && !isRouted) return [];
  return [
    outage(
      `packets to pods of ${name}, such as ${address}, go by ${dev}: ${rule === undefined ? 'a rule' : `the rule with priority ${rule.priority}`} looks in table ${table} before the main table`,
      rule === undefined
        ? `See which: ip ${familyOf(address) === 6 ? '-6 ' : ''}rule show`
        : lookupMain(network, rule),
    ),
  ];
}

function toPods(node: CheckedNode, family: FamilyName, overlay: string | undefined): Finding[] {
  const { network, ways, diff } = node;
  const whole = network.families.find(({ name }) => name === family)?.network.network ?? '';
  const changed = new Set(
    diff.changes.flatMap((change) => ('to' in change && change.to.kind === 'route' ? [change.to.dst] : [])),
  );
  const isOurs = ({ dev, gateway }: PathTo, peer: PlanNode): boolean =>
    dev !== undefined && (dev === overlay || gateway === peer[family]?.publicIP);
  return network.peers.flatMap((peer) => {
    const sample = sampleOf(peer, family, ways);
    if (sample === undefined || isOurs(sample.path, peer)) return [];
    const isRouted = !changed.has(sample.subnet);
    return astray(
      sample.address,
      sample.path,
      { name: peer.name, isRouted },
      { network: whole, rules: ways.rules },
    );
  });
}

interface Sample {
  readonly subnet: Prefix;
  readonly address: Address;
  readonly path: PathTo;
}

/** What the kernel was asked for of a peer's subnet. */
function sampleOf(peer: PlanNode, family: FamilyName, { paths }: Ways): Sample | undefined {
  const subnet = peer[family]?.subnet;
  if (subnet === undefined) return undefined;
  const address = addressIn(subnet, SAMPLED_HOST);
  const path = paths.get(address);
  return path === undefined ? undefined : { subnet, address, path };
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
