import type { Listener, Watcher } from '../../reconcile/index.ts';
import type { RefusedParts } from '../../state/index.ts';

/** The flags by which a user controls how a command changes the host. */
export interface ChangeTerms {
  /** The command as it was typed. */
  readonly command: string;
  /** Read only: nothing is locked or written. */
  readonly dryRun: boolean;
  /** How long to wait for the lock if another command holds it, in seconds. */
  readonly lockSeconds: number;
  /**
   * How long the change waits for confirmation, in seconds; 0: it needs none; undefined: only if it touches the
   * operator's path.
   */
  readonly confirmSeconds: number | undefined;
  /** Whether it is made although an agent keeps this node up to date. */
  readonly besideAgent: boolean;
  /** Whether the lease of a node that is reset stays in its agent's store. */
  readonly keepsLease: boolean;
  /**
   * Whether the change is undone if a gateway, peer or name server answers before it and not after it. Silent ones cost
   * a second before the change.
   */
  readonly isProbed: boolean;
  /**
   * Whether a conflict costs only the object that it is about and what needs that; everything else is changed. The
   * outcome names the conflicts.
   */
  readonly leavesConflicts: boolean;
  /** What nothing is made or changed of, although it is wanted: the kernel refuses it. */
  readonly refused?: RefusedParts;
  /** Whether foreign objects may be deleted with links of ours. */
  readonly acceptLoss: boolean;
  readonly watcher?: Watcher;
  readonly on: Listener;
}
