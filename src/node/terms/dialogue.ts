import type { Problem } from '../../errors/index.ts';
import type { OpenTransaction, Pending } from '../../reconcile/index.ts';
import type { Change, Collateral, Diff } from '../../state/index.ts';

/** An open transaction, and the changes that end it. */
export interface RecoveryPreview {
  readonly open: OpenTransaction;
  /** The direction; `stay`: the host stays as it is, and the diff is that of a rollback. */
  readonly direction: 'back' | 'forward' | 'stay';
  readonly diff: Diff;
  /** Foreign objects that are deleted with ours. */
  readonly collateral: readonly Collateral[];
  /** Changes that another program made since, which are kept. */
  readonly others: readonly Change[];
}

/** How a command shows a change to its user and asks. Only commands print and ask. */
export interface Dialogue<T> {
  readonly warn: (problems: readonly Problem[]) => void;
  /** Called before anything is changed. */
  readonly show: (found: T) => Promise<void> | void;
  /** Whether to change the host. A dry run says no. */
  readonly proceed: (found: T) => Promise<boolean>;
  /** Whether to roll an interrupted transaction back first. */
  readonly confirmRollback: (left: RecoveryPreview) => Promise<boolean>;
  /** Called when the change is made and waits for confirmation: resolves when the user confirms it. */
  readonly confirm: (pending: Pending, stop: AbortSignal) => Promise<void>;
}

/** `planned`: the user, or a dry run, stopped before the first change. */
export type Result = 'planned' | 'unchanged' | 'applied';

export interface CommandOutcome<T> {
  readonly result: Result;
  readonly found: T;
  /** The foreign objects that were in the way, where that was left out. */
  readonly conflicts?: readonly Problem[];
}
