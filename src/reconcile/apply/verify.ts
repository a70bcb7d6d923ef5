import { messageOf } from '../../errors/index.ts';
import {
  type Change,
  type Diff,
  type HostObject,
  keysOf,
  type Ownership,
  objectsOf,
} from '../../state/index.ts';
import type { DesiredState } from '../comparison/compare.ts';
import { recordedAfter } from '../comparison/marks.ts';
import { lackText, observeUntil } from '../comparison/observe-until.ts';
import type { TransactionContext } from './carry-out.ts';
import { isReadBack } from './read-back.ts';

/** Who watches the host, so that what other programs change during a change is mended by the next one. */
export interface Watcher {
  /**
   * Called when all is applied, before the host is observed to verify it. Resolves with whether the host has been
   * watched since before the comparison: then only what was changed has to be read again.
   */
  readonly beforeVerify: () => Promise<boolean>;
  /** Called with what differs, although this change did not touch it. Without a watcher that fails the change. */
  readonly foreignFound: (changes: readonly Change[]) => void;
}

/** What was applied, and to what. */
export interface Applied {
  readonly target: DesiredState;
  readonly diff: Diff;
  /** The snapshot that the diff starts from. */
  readonly observed: readonly HostObject[];
  /** By what objects of the snapshot are ours. */
  readonly marks: Ownership;
  readonly watcher?: Watcher | undefined;
}

/** Verifies after a change was applied that the host matches the desired state. An Error names what does not. */
export async function verify(applied: Applied, context: TransactionContext): Promise<void> {
  const { host, on, stop } = context;
  const { diff, marks, target, watcher } = applied;
  const isWatched = await watcher?.beforeVerify();
  // Who watches only from here on relies on a comparison of the whole host.
  const isRead = isWatched !== false && (await isReadBack(host, diff.changes, marks));
  if (!isRead) await compareAgain(applied, context, isWatched === true);
  stop?.throwIfAborted();
  on({ event: 'verified', direction: 'forward', objects: target.desired.length });
}

/** Reads the kinds of what was changed, and all if other programs may have changed something without being seen. */
async function compareAgain(
  { target, diff: { changes }, observed, watcher }: Applied,
  { host, stop }: TransactionContext,
  isWatched: boolean,
): Promise<void> {
  const touched = new Set(changes.flatMap(keysOf));
  const isForeign = ({ key }: Change): boolean => watcher !== undefined && !touched.has(key);
  const stale = new Set(changes.flatMap(objectsOf).map(({ kind }) => kind));
  const wanted = {
    ...target,
    recorded: recordedAfter(target.recorded, changes),
    ...(isWatched && { earlier: { observed, stale } }),
  };
  const { diff } = await observeUntil(host, wanted, (found) => found.diff.changes.every(isForeign)).catch(
    (error: unknown) => {
      throw new Error(`the commands ended well, but the host can't be read: ${messageOf(error)}`);
    },
  );
  stop?.throwIfAborted();
  const foreign = diff.changes.filter(isForeign);
  const missing = diff.changes.filter((change) => !isForeign(change)).map(lackText);
  if (missing.length > 0)
    throw new Error(`the commands ended well, but the host is not as configured: ${missing.join(', ')}`);
  if (foreign.length > 0) watcher?.foreignFound(foreign);
}
