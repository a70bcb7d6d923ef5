import { type BackendInput, backendText } from '../backends/index.ts';
import { BRIDGE, subnetsOfNode } from '../flannel/index.ts';
import type { ChangesDocument } from '../generated/types.d.ts';
import { NODE_KEYS, type PlanNode } from '../leases/index.ts';
import { type Address, addressPart, FAMILY_NAMES } from '../net/index.ts';
import type { JoinCommands, NodeDiff, ResetDiff, Result, StaleNodes } from '../node/index.ts';
import { type DocumentBody, printable } from '../text/index.ts';
import type { ShownDiff } from './changes/collateral.ts';
import { diffDocument } from './changes/document.ts';
import type { PeerNames } from './changes/peers.ts';
import { diffText } from './changes/text.ts';
import { paint } from './paint.ts';

/** The names of nodes, by the addresses of each. */
export function namesOf(nodes: readonly PlanNode[]): PeerNames {
  const names = new Map<Address, string>();
  for (const node of nodes)
    for (const family of FAMILY_NAMES) {
      const own = node[family];
      if (own === undefined) continue;
      names.set(addressPart(own.subnet), node.name).set(own.publicIP, node.name);
    }
  return names;
}

/** The names of the peers, including those that are being removed; where nothing is to be named, none. */
const peerNames = ({ spec, record, comparison }: NodeDiff): PeerNames =>
  namesOf(comparison.diff.changes.length === 0 ? [] : [...(record?.plan.nodes ?? []), ...spec.peers]);

/** The node's subnets, each with its network, and the pod bridge where it is another than flannel's usual one. */
export function subnetsText({ families, bridge }: BackendInput): string {
  const subnets = families.map(({ own, network: { network: whole } }) => `${own.subnet} of ${whole}`);
  return `${subnets.join(', ')}${bridge === BRIDGE ? '' : ` on ${bridge}`}`;
}

/** The node's public IPs. */
export const publicIPsText = ({ families }: BackendInput): string =>
  families.map(({ own }) => own.publicIP).join(' ');

const heading = ({ spec, network }: NodeDiff): string => {
  const by = `${spec.uplink.name} ${publicIPsText(network)}`;
  return paint.bold(
    printable(`${spec.node.name}: ${subnetsText(network)}, ${backendText(network.backend)}, by ${by}`),
  );
};

const shownOf = ({ diff, collateral }: NodeDiff['comparison']): ShownDiff => ({ ...diff, collateral });

/** What it takes to set a node up, as text. */
export const preparedText = (prepared: NodeDiff, verbose: boolean): string =>
  `${heading(prepared)}\n${diffText(shownOf(prepared.comparison), { verbose, names: peerNames(prepared) })}`;

/** What it takes to reset a node, as text, and what is left where it is. */
export const resetText = ({ comparison, left, record }: ResetDiff, verbose: boolean): string => {
  const names = namesOf(record?.plan.nodes ?? []);
  return [
    diffText(shownOf(comparison), { verbose, names }),
    ...left.map((what) => `left: ${printable(what)}`),
  ].join('\n');
};

const NETWORK_KEYS = { ipv4: 'network', ipv6: 'ipv6Network' } as const;

/** The node's addresses, subnets and networks, under each family's keys in documents. */
export const familyDocument = ({
  families,
}: BackendInput): { publicIP?: string; publicIPv6?: string; subnet?: string; ipv6Subnet?: string } =>
  Object.fromEntries(
    families.flatMap(({ name, own, network: { network: whole } }) => [
      [NODE_KEYS[name].publicIP, own.publicIP],
      [NODE_KEYS[name].subnet, own.subnet],
      [NETWORK_KEYS[name], whole],
    ]),
  );

const nodeDocument = (prepared: NodeDiff): NonNullable<ChangesDocument['node']> => ({
  name: prepared.spec.node.name,
  ...familyDocument(prepared.network),
  uplink: prepared.spec.uplink.name,
  backend: backendText(prepared.network.backend),
  peers: prepared.spec.peers.length,
});

/** The document that init, join and diff print (schemas/changes.schema.json). */
export const preparedDocument = (
  prepared: NodeDiff,
  result: Result,
  join?: JoinCommands,
): DocumentBody<ChangesDocument> => ({
  kind: 'Changes',
  result,
  node: nodeDocument(prepared),
  ...diffDocument(shownOf(prepared.comparison)),
  ...(join === undefined ? {} : { join: { ...join } }),
});

/** The document that reset prints. */
export const resetDocument = (
  { comparison, left }: ResetDiff,
  result: Result,
): DocumentBody<ChangesDocument> => ({
  kind: 'Changes',
  result,
  ...diffDocument(shownOf(comparison)),
  left: [...left],
});

/** The commands to run on other nodes, as text; empty if there are none. */
export function joinText(
  { next, peers }: JoinCommands,
  news: StaleNodes,
  spec: Pick<NodeDiff['spec'], 'node' | 'peers'>,
): string {
  if (next === peers) return news.peers ? `On every other node, with a copy of the list:\n\n  ${next}` : '';
  if (!news.next) return '';
  const hasPeers = spec.peers.length > 0;
  const first = hasPeers ? '' : `${firstNode(spec.node)}\n\n`;
  const others = hasPeers && news.peers ? `\n\nOn the nodes that are there already:\n\n  ${peers}` : '';
  return `${first}On the next node:\n\n  ${next}${others}`;
}

/** Two nodes that know nothing of each other take the same subnet. */
const firstNode = (node: PlanNode): string =>
  `${node.name} has ${subnetsOfNode(node).join(' and ')} and knows of no other nodes. On further nodes use join: init would take the same subnet there.`;
