import type { NodeDiff } from '../../node/index.ts';
import type { Watcher } from '../../reconcile/index.ts';
import type { DriftWatch } from '../drift/drift-watch.ts';
import type { FullReason, WorkQueue } from './work-queue.ts';

/** What goes along with a full comparison, so that the host is watched without a gap. */
export interface PassListener extends Watcher {
  /** The comparison is made, and nothing is changed yet. */
  readonly onCompared: (diff: NodeDiff) => void;
}

/** Has a host watched during a full comparison; what others change meanwhile is compared next. */
export const passListener = (drift: DriftWatch, queue: WorkQueue, stop: AbortSignal): PassListener => ({
  onCompared: (diff) => drift.compared(diff),
  beforeVerify: async () => drift.begin(stop),
  foreignFound: () => queue.addFull(FOREIGN_FOUND),
});

const FOREIGN_FOUND: FullReason = {
  text: 'another program changed this host at the same time',
  isDrift: true,
};
