import type { Listener } from '../../reconcile/index.ts';

/** On which terms a person has a command change the host. */
export interface ChangeTerms {
  /** The command as it was typed. */
  readonly command: string;
  /** Only look: nothing is locked, nothing is written. */
  readonly dryRun: boolean;
  /** How long to wait for another command that holds the lock, in seconds. */
  readonly lockSeconds: number;
  /** How long the change waits for its confirmation, in seconds; 0: it needs none; undefined: only if it touches the operator's path. */
  readonly confirmSeconds: number | undefined;
  /** Whether objects of others may go with links of ours. */
  readonly acceptLoss: boolean;
  readonly on: Listener;
}
