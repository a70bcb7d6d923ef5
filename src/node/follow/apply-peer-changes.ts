import { goesDirect } from '../../backends/index.ts';
import { messageOf } from '../../errors/index.ts';
import { type BatchTools, type PathTo, StepFailure } from '../../host/index.ts';
import type { Address, LinkName } from '../../net/index.ts';
import {
  type Change,
  isOurs,
  isPeerObject,
  kindOf,
  nameOf,
  type Ownership,
  type PeerObject,
  type Step,
  stepsOf,
} from '../../state/index.ts';
import { ownershipOf, peerChanges } from './peer-changes.ts';
import { learnPeers, type PeerTable, type PeerUpdate, publicIPsOf } from './peer-table.ts';

/** What became of an update of peers. */
export type Followed =
  /** The host has it, verified. `steps` are the commands that were run. */
  | { readonly result: 'done'; readonly changes: readonly Change[]; readonly steps: readonly Step[] }
  /** The host is not as it was left, or refused a change: a full comparison has to find out what is there. */
  | { readonly result: 'compare'; readonly why: string };

/** The host is not as it has to be for an update by itself. */
class NeedsComparison extends Error {}

/**
 * Brings an update of peers to the host and verifies it, at a cost that does not grow with the number of peers. There
 * is no journal: each object has our mark, so the next comparison repairs what an interruption leaves. The host's lock
 * must be held. Foreign objects are never overwritten: what is changed or deleted is first read and has to be as it was
 * left, and what is created is added, which the kernel refuses where something is. Never throws because of the host.
 */
export async function applyPeerChanges(
  table: PeerTable,
  update: PeerUpdate,
  tools: BatchTools,
): Promise<Followed> {
  try {
    return await follow(table, update, tools);
  } catch (error) {
    return { result: 'compare', why: whyOf(error) };
  }
}

/** A refused command with the tool's reason, else the error's own words. */
const whyOf = (error: unknown): string =>
  error instanceof StepFailure ? `${error.command}: ${error.message}` : messageOf(error);

async function follow(table: PeerTable, update: PeerUpdate, tools: BatchTools): Promise<Followed> {
  const paths = await readPaths(table, update, tools);
  const diff = peerChanges(table, update, paths);
  const steps = stepsOf(diff);
  if (steps.length > 0) {
    const ownership = ownershipOf(table.network);
    await requireAsLeft(diff.changes, ownership, tools);
    await tools.apply(steps);
    await verify(diff.changes, ownership, tools);
  }
  learnPeers(table, update, paths);
  return { result: 'done', changes: diff.changes, steps };
}

/** The ways to the public IPs that are put, where peers can be reached without the overlay. */
async function readPaths(
  { network: { backend } }: PeerTable,
  { put }: PeerUpdate,
  tools: BatchTools,
): Promise<ReadonlyMap<Address, PathTo>> {
  if (!goesDirect(backend) || put.length === 0) return new Map();
  return tools.pathsTo(publicIPsOf(put));
}

/** The object that a change finds, as far as it is not created. */
const foundBy = (change: Change): PeerObject[] =>
  'from' in change && isPeerObject(change.from) ? [change.from] : [];

/** Refuses an update of objects that are not as they were left. */
async function requireAsLeft(
  changes: readonly Change[],
  ownership: Ownership,
  tools: BatchTools,
): Promise<void> {
  const left = changes.flatMap(foundBy);
  const there = await tools.read(left);
  for (const [i, object] of left.entries())
    if (!isThere(object, there[i], ownership)) throw notAsLeft(object, there[i]);
}

const isThere = (object: PeerObject, found: PeerObject | undefined, ownership: Ownership): boolean =>
  found !== undefined && isOurs(found, ownership) && kindOf(object).isSame(found, object);

const notAsLeft = (object: PeerObject, found: PeerObject | undefined): NeedsComparison =>
  new NeedsComparison(
    found === undefined ? `missing: ${nameOf(object)}` : `not as it was left: ${nameOf(found)}`,
  );

/** Reads every changed object back. */
async function verify(changes: readonly Change[], ownership: Ownership, tools: BatchTools): Promise<void> {
  const made = changes.flatMap((change) => ('to' in change && isPeerObject(change.to) ? [change.to] : []));
  const gone = changes.flatMap((change) => (change.action === 'delete' ? foundBy(change) : []));
  const found = await tools.read([...made, ...gone]);
  for (const [i, object] of made.entries())
    if (!isThere(object, found[i], ownership))
      throw new NeedsComparison(`the commands ended well, but missing is: ${nameOf(object)}`);
  for (const [i, object] of gone.entries()) {
    const rest = found[made.length + i];
    if (rest !== undefined && isOurs(rest, ownership))
      throw new NeedsComparison(`the commands ended well, but still there is: ${nameOf(object)}`);
  }
}

/** The links that a node's peers are reached by, for the tools to know before the first change. */
export const linksToPeers = ({ network }: PeerTable): LinkName[] => [
  ...ownershipOf(network).links,
  ...(goesDirect(network.backend) ? [network.uplink.name] : []),
];
