import { backendText, podMtu } from '../backends/index.ts';
import type { StatusDocument } from '../generated/types.d.ts';
import { isWell, type NodeStatus, type ObjectState, PEER_OBJECTS } from '../health/index.ts';
import { NEXT, nameOf } from '../node/index.ts';
import { untilText } from '../reconcile/index.ts';
import type { Action, Diff } from '../state/index.ts';
import { printable } from '../text/index.ts';
import { diffDocument } from './changes/document.ts';
import { changeLines } from './changes/text.ts';
import { familyDocument, peerNames, publicIPsText, subnetsText } from './node.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';
import { progressOf, transactionDocument } from './transactions.ts';

/** The status of a node for programs (schemas/status.schema.json). */
export function statusDocument(status: NodeStatus): StatusDocument {
  const { prepared, peers, transaction } = status;
  const { spec, network } = prepared;
  return {
    well: isWell(status),
    ...(prepared.uplinkFailure === undefined ? {} : { uplinkFailure: prepared.uplinkFailure.message }),
    ...(transaction === undefined
      ? {}
      : { transaction: { ...transactionDocument(transaction.unfinished), state: transaction.state } }),
    node: {
      name: spec.node.name,
      ...familyDocument(prepared),
      uplink: spec.uplink.name,
      backend: backendText(network.backend),
      mtu: podMtu(network),
      firewall: network.engine,
    },
    peers: peers.map(({ name, family, publicIP, subnet, via, objects }) => ({
      name,
      family,
      publicIP,
      subnet,
      via,
      ...objects,
    })),
    drift: diffDocument(prepared.comparison.diff).changes,
  };
}

const STATES: Readonly<Partial<Record<ObjectState, string>>> = { ok: 'ok', none: '-' };

const stateText = (state: ObjectState): string => STATES[state] ?? state.toUpperCase();

/** Peers in trouble first: at 3 a.m. they are what is looked for. */
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
  return table([head, ...rows]);
}

function headLines({ prepared }: NodeStatus): string {
  const { spec, network } = prepared;
  const { name: uplink, mtu } = spec.uplink;
  const backend = [
    backendText(network.backend),
    `rules by ${network.engine}`,
    ...(network.ipMasq ? ['masquerading'] : []),
    ...(network.kernel.nexthops ? [] : ['plain routes: this kernel has no nexthop objects']),
  ];
  return table([
    ['node', `${spec.node.name}, ${publicIPsText(prepared)} on ${uplink} (mtu ${mtu})`],
    ['pods', `${subnetsText(prepared)}, mtu ${podMtu(network)}`],
    ['backend', backend.join(', ')],
  ]);
}

const STATE_WORDS = { running: 'RUNNING', pending: 'PENDING', unfinished: 'INTERRUPTED' } as const;

const WHAT_NEXT = { ...NEXT, running: 'Wait for it to end.' } as const;

/** That a change is open comes before everything else: it says why the rest may not be as it was. */
function transactionLines({ transaction }: NodeStatus): string[] {
  if (transaction === undefined) return [];
  const { unfinished, state } = transaction;
  const { pending } = unfinished;
  const how =
    pending === undefined || state !== 'pending'
      ? progressOf(unfinished)
      : `applied; rolls back at ${untilText(pending.until)} unless confirmed`;
  const head = paint.boldYellow(`${STATE_WORDS[state]}: `);
  return [`${head}${printable(nameOf(unfinished))}, ${how}`, `  → ${WHAT_NEXT[state]}`, ''];
}

/** Without its uplink a node reaches nobody, and the rest is as it was remembered. */
function uplinkLines({ uplinkFailure }: NodeStatus['prepared']): string[] {
  if (uplinkFailure === undefined) return [];
  const hints = (uplinkFailure.hint ?? '').split('\n').filter(Boolean);
  const head = paint.boldRed('DEGRADED: ');
  return [`${head}${printable(uplinkFailure.message)}`, ...hints.map((hint) => `  → ${hint}`), ''];
}

/** What the host lacks, or has otherwise than it is configured. */
const DIFFERENCES: Readonly<Record<Action, string>> = {
  create: 'missing',
  update: 'different',
  replace: 'different',
  delete: 'unexpected',
  adopt: 'not adopted',
  conflict: 'in conflict',
};

/** `1 missing, 2 different, 17 match`: what a status says of the objects. */
function matchText({ changes, unchanged }: Diff): string {
  const words = [...new Set(Object.values(DIFFERENCES))];
  const counts = words.map(
    (word) => [changes.filter(({ action }) => DIFFERENCES[action] === word).length, word] as const,
  );
  return [...counts.filter(([count]) => count > 0), [unchanged, 'match'] as const]
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** How the node is, in one line, and what that is known by. */
function verdictLine(status: NodeStatus): string {
  const { diff } = status.prepared.comparison;
  if (status.drift.length > 0) return `${paint.boldRed('DRIFT: ')}${matchText(diff)}`;
  const objects = `${diff.unchanged} objects match the configuration`;
  return isWell(status)
    ? `${paint.green('OK: ')}${objects} (reachability not tested)`
    : `${paint.boldRed('DEGRADED: ')}${objects}`;
}

/** The status of a node as text: the node, its peers, and what is not as it was set up. */
export function statusText(status: NodeStatus): string {
  const { prepared, drift, peers, transaction } = status;
  // Where a change is open, what is missing is its doing.
  const isToMend = drift.length > 0 && transaction === undefined && prepared.uplinkFailure === undefined;
  return [
    ...transactionLines(status),
    ...uplinkLines(prepared),
    headLines(status),
    '',
    ...(peers.length === 0 ? ['no peers yet'] : [peerTable(status)]),
    '',
    verdictLine(status),
    ...changeLines(drift, { verbose: false, names: peerNames(prepared) }),
    ...(isToMend ? ['', 'To repair: flannelctl join'] : []),
  ].join('\n');
}
