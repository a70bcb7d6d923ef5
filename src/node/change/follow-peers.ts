import { type BatchTools, machineAt } from '../../host/index.ts';
import type { PlanNode } from '../../leases/index.ts';
import { readOpenTransaction } from '../../reconcile/index.ts';
import { applyPeerChanges, type Followed } from '../follow/apply-peer-changes.ts';
import type { PeerTable, PeerUpdate } from '../follow/peer-table.ts';
import { readFollowed, saveFollowed } from '../follow/save-followed.ts';
import { withHostLock } from '../terms/clean-host.ts';

/** Nobody is told of a wait, because there is none. */
const TERMS = { command: 'flannelctl agent', lockSeconds: 0 };

const underLock = async <T>(root: string, work: () => Promise<T>): Promise<T> =>
  withHostLock(root, { warn: () => {} }, TERMS, work);

/**
 * Brings an update of peers to the host under its lock (`applyPeerChanges`). While a transaction of another command is
 * open, a comparison is needed.
 * @throws Failure `locked` if another command is changing the host
 */
export async function followPeers(
  root: string,
  table: PeerTable,
  update: PeerUpdate,
  tools: BatchTools,
): Promise<Followed> {
  return underLock(root, async () => {
    if ((await readOpenTransaction(machineAt(root))) !== undefined)
      return { result: 'compare', why: 'a change of another command is open' };
    return applyPeerChanges(table, update, tools);
  });
}

/** Saves the peers that the host has, under its lock. @throws Failure `locked` if another command is at work, or was */
export async function savePeers(root: string, peers: Iterable<PlanNode>): Promise<void> {
  await underLock(root, async () => {
    const followed = await readFollowed(root);
    if (followed !== undefined) await saveFollowed(root, followed, peers);
  });
}
