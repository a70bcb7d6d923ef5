import { backendText, podMtu } from '../backends/index.ts';
import type { StatusDocument } from '../generated/types.d.ts';
import { isWell, type NodeStatus, type ObjectState, PEER_OBJECTS } from '../health/index.ts';
import type { Action, Diff } from '../state/index.ts';
import type { DocumentBody } from '../text/index.ts';
import { diffDocument } from './changes/document.ts';
import { changeLines } from './changes/text.ts';
import { findingDocument, graveLines, warningLines } from './findings.ts';
import { familyDocument, namesOf, publicIPsText, subnetsText } from './node.ts';
import { openTransactionDocument, transactionLines } from './open-transaction.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** The status of a node as a document (schemas/status.schema.json). */
export function statusDocument(status: NodeStatus): DocumentBody<StatusDocument> {
  const { name: node, network, peers, uplinkFailure, transaction } = status;
  return {
    kind: 'Status',
    well: isWell(status),
    ...(uplinkFailure === undefined ? {} : { uplinkFailure: uplinkFailure.message }),
    ...openTransactionDocument(transaction),
    node: {
      name: node,
      ...familyDocument(network),
      uplink: network.uplink.name,
      backend: backendText(network.backend),
      bridge: network.bridge,
      mtu: podMtu(network),
      firewall: network.engine,
    },
    findings: status.findings.map(findingDocument),
    peers: peers.map(({ name, family, publicIP, subnet, via, objects }) => ({
      name,
      family,
      publicIP,
      subnet,
      via,
      ...objects,
    })),
    drift: diffDocument(status.diff).changes,
  };
}

const STATES: Readonly<Partial<Record<ObjectState, string>>> = { ok: 'ok', none: '-' };

const stateText = (state: ObjectState): string => STATES[state] ?? state.toUpperCase();

/** Paints the states that are problems. They are upper-case, as no node's name is. */
const paintStates = (text: string): string =>
  text.replaceAll(/\b(?:MISSING|WRONG|FOREIGN)\b/g, (state) => paint.boldRed(state));

/** Peers with problems first, because an operator looks for those. */
function peerTable({ peers }: NodeStatus): string {
  const isReached = (peer: NodeStatus['peers'][number]): boolean =>
    PEER_OBJECTS.every((kind) => STATES[peer.objects[kind]] !== undefined);
  const ordered = [...peers.filter((peer) => !isReached(peer)), ...peers.filter(isReached)];
  const head = ['PEER', 'PUBLIC IP', 'SUBNET', ...PEER_OBJECTS.map((kind) => kind.toUpperCase())];
  const rows = ordered.map(({ name, publicIP, subnet, objects }) => [
    name,
    publicIP,
    subnet,
    ...PEER_OBJECTS.map((kind) => stateText(objects[kind])),
  ]);
  return paintStates(table([head, ...rows]));
}

function headLines({ name, network }: NodeStatus): string {
  const { name: uplink, mtu } = network.uplink;
  const backend = [
    backendText(network.backend),
    `rules by ${network.engine}`,
    ...(network.ipMasq ? ['masquerading'] : []),
    ...(network.kernel.nexthops ? [] : ['plain routes: this kernel has no nexthop objects']),
  ];
  return table([
    ['node', `${name}, ${publicIPsText(network)} on ${uplink} (mtu ${mtu})`],
    ['pods', `${subnetsText(network)}, mtu ${podMtu(network)}`],
    ['backend', backend.join(', ')],
  ]);
}

/** The words for the changes in a status: what the host lacks or has different from the configuration. */
const DIFFERENCES: Readonly<Record<Action, string>> = {
  create: 'missing',
  update: 'different',
  replace: 'different',
  delete: 'unexpected',
  adopt: 'not adopted',
  conflict: 'in conflict',
};

/** `1 missing, 2 different, 17 match`: the counts of objects in a status. */
function matchText({ changes, unchanged }: Diff): string {
  const words = [...new Set(Object.values(DIFFERENCES))];
  const counts = words.map(
    (word) => [changes.filter(({ action }) => DIFFERENCES[action] === word).length, word] as const,
  );
  return [...counts.filter(([count]) => count > 0), [unchanged, 'match'] as const]
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** The verdict on the node in one line, with what was tested. */
function verdictLine(status: NodeStatus): string {
  const { diff } = status;
  if (diff.changes.length > 0) return `${paint.boldRed('DRIFT: ')}${matchText(diff)}`;
  const objects = `${diff.unchanged} objects match the configuration`;
  return isWell(status)
    ? `${paint.green('OK: ')}${objects} (reachability not tested)`
    : `${paint.boldRed('DEGRADED: ')}${objects}`;
}

/** What mends the drift. An open transaction or a failed uplink explains it, so that nothing is suggested. */
function repairLines({ diff, findings, transaction, uplinkFailure }: NodeStatus): string[] {
  if (diff.changes.length === 0 || transaction !== undefined || uplinkFailure !== undefined) return [];
  const obstacles = [
    ...(findings.some(({ severity }) => severity === 'error') ? ['fix what is found above'] : []),
    ...(diff.changes.some(({ action }) => action === 'conflict')
      ? ['remove what is in the way (flannelctl diff says how)']
      : []),
  ];
  return ['', `To repair: ${[...obstacles, 'flannelctl join'].join(', then ')}`];
}

/** The status of a node as text: the node, its peers, and the drift. */
export function statusText(status: NodeStatus): string {
  const { diff, nodes, peers } = status;
  return [
    ...transactionLines(status.transaction),
    ...graveLines(status),
    headLines(status),
    '',
    ...(peers.length === 0 ? ['no peers yet'] : [peerTable(status)]),
    '',
    ...warningLines(status),
    verdictLine(status),
    ...changeLines(diff.changes, { verbose: false, names: namesOf(diff.changes.length === 0 ? [] : nodes) }),
    ...repairLines(status),
  ].join('\n');
}
