import type { Problem } from '../../errors/index.ts';
import type { Diff } from '../../state/index.ts';

/** The direction of a transaction: to the desired state, or in a rollback to the state before it. */
export type Direction = 'forward' | 'back';

/** How a transaction ends. */
export type Outcome = 'applied' | 'confirmed' | 'rolledBack' | 'abandoned';

/** The events of a transaction, for progress and for `-o ndjson`. */
export type TransactionEvent =
  /** The journal is written; nothing has been changed yet. */
  | { readonly event: 'begin'; readonly transaction: string; readonly diff: Diff }
  /** A batch, one process or one file, is about to run. */
  | {
      readonly event: 'batch';
      readonly direction: Direction;
      readonly n: number;
      readonly of: number;
      /** As a person would type them: tens of thousands, made for those who ask. */
      readonly commands: () => readonly string[];
    }
  | { readonly event: 'done'; readonly direction: Direction; readonly n: number; readonly of: number }
  /** Something to know that does not stop the transaction. */
  | { readonly event: 'warning'; readonly warning: Problem }
  /** The host was observed and matches. */
  | { readonly event: 'verified'; readonly direction: Direction; readonly objects: number }
  /** The addresses that answered before the change were probed again. */
  | { readonly event: 'probed'; readonly answered: readonly string[]; readonly silent: readonly string[] }
  /** Applied; rolled back at `until` unless confirmed. */
  | { readonly event: 'pending'; readonly transaction: string; readonly until: string }
  /** A rollback begins. */
  | { readonly event: 'back'; readonly reason: string }
  | { readonly event: 'end'; readonly outcome: Outcome };

export type Listener = (event: TransactionEvent) => void;
