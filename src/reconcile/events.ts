import type { Diff } from '../state/index.ts';

/** The direction of a transaction: to the desired state, or in a rollback to the state before it. */
export type Direction = 'forward' | 'back';

/** How a transaction ends. */
export type Outcome = 'applied' | 'confirmed' | 'rolledBack' | 'abandoned';

/** What happens in a transaction, as it happens; for programs that follow, and for progress. */
export type TransactionEvent =
  /** Written to the journal; nothing has been changed yet. */
  | { readonly event: 'begin'; readonly transaction: string; readonly diff: Diff }
  /** A batch, one process or one file, is about to run. */
  | {
      readonly event: 'batch';
      readonly direction: Direction;
      readonly n: number;
      readonly of: number;
      readonly commands: readonly string[];
    }
  | { readonly event: 'done'; readonly direction: Direction; readonly n: number; readonly of: number }
  /** The host was observed and is as wanted. */
  | { readonly event: 'verified'; readonly direction: Direction; readonly objects: number }
  /** What answered before was asked again. */
  | { readonly event: 'probed'; readonly answered: readonly string[]; readonly silent: readonly string[] }
  /** Applied; rolled back at `until` unless confirmed. */
  | { readonly event: 'pending'; readonly transaction: string; readonly until: string }
  /** A rollback begins. */
  | { readonly event: 'back'; readonly reason: string }
  | { readonly event: 'end'; readonly outcome: Outcome };

export type Listener = (event: TransactionEvent) => void;
