import type { Problem } from '../../errors/index.ts';
import type { OpenTransaction, Pending } from '../../reconcile/index.ts';
import type { Change, Collateral, Diff } from '../../state/index.ts';

/** An open transaction, and what it takes to get it to one of its ends. */
export interface RecoveryPreview {
  readonly unfinished: OpenTransaction;
  /** Which end; `stay`: the host stays as it is, and the diff is what taking it back would take. */
  readonly direction: 'back' | 'forward' | 'stay';
  readonly diff: Diff;
  /** What of others goes along. */
  readonly victims: readonly Collateral[];
  /** What somebody else has changed since, and is left as it is. */
  readonly others: readonly Change[];
}

/** How a command speaks with the person at it. Only commands print and ask. */
export interface Dialogue<T> {
  readonly warn: (problems: readonly Problem[]) => void;
  /** Called with what was found, before anything is changed. */
  readonly show: (found: T) => Promise<void> | void;
  /** Whether to go on and change the host. A dry run says no. */
  readonly proceed: (found: T) => Promise<boolean>;
  /** Whether to take back what an earlier command left, which comes first. */
  readonly confirmRollback: (left: RecoveryPreview) => Promise<boolean>;
  /** Called when the change is made and waits: resolves when the person wants it kept. */
  readonly confirm: (pending: Pending, stop: AbortSignal) => Promise<void>;
}

/** `planned`: the person, or a dry run, stopped before the first change. */
export type Result = 'planned' | 'unchanged' | 'applied';

export interface CommandOutcome<T> {
  readonly result: Result;
  readonly found: T;
}
