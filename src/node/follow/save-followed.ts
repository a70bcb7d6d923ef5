import { Failure } from '../../errors/index.ts';
import { machineAt } from '../../host/index.ts';
import { byPlace, type PlanNode } from '../../leases/index.ts';
import { saveUnchanged } from '../../reconcile/index.ts';
import { contentHash } from '../saved/owned-by-record.ts';
import { parseSaved } from '../saved/parse-saved.ts';
import { readRecordText, recordFile, recordVersions, type SavedNode } from '../saved/saved-node.ts';

/** The saved node as it was last read or written. */
export interface FollowedNode {
  readonly saved: SavedNode;
  /** The hash of its text, which shows whether another command has written it since. */
  readonly hash: string;
}

/** Reads the saved node that is to be followed; undefined if the node was never set up. */
export async function readFollowed(root: string): Promise<FollowedNode | undefined> {
  const text = await readRecordText(root);
  return text === undefined ? undefined : { saved: await parseSaved(root, text), hash: contentHash(text) };
}

/**
 * Saves the peers that a host was left with, so that other commands work with them; all else that is saved stays, because
 * nothing of it follows from peers. A record of 10,000 peers has megabytes, so it need not be saved with every change: until
 * then the saved node is that of before, and a comparison with either list repairs the host. The host's lock must be held.
 * @throws Failure `locked` if another command has written the record, which is left as it is
 */
export async function saveFollowed(
  root: string,
  { saved, hash }: FollowedNode,
  peers: Iterable<PlanNode>,
): Promise<FollowedNode> {
  const own = saved.plan.nodes.filter(({ name }) => name === saved.name);
  const nodes = [...own, ...peers].toSorted(byPlace);
  const next = { ...saved, plan: { ...saved.plan, nodes } };
  const versions = await recordVersions(root, next);
  const { before, after } = versions;
  if (before === null || contentHash(before) !== hash) throw overtaken(root);
  await saveUnchanged(machineAt(root), versions);
  return { saved: next, hash: contentHash(after ?? '') };
}

const overtaken = (root: string): Failure =>
  new Failure('locked', `another command has changed ${recordFile(root)} meanwhile; it is left as it is`, {
    hint: 'Compare the node with it: flannelctl diff',
  });
