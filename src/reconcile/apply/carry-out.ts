import type { ApplyContext } from '../../host/index.ts';
import { type Batch, batchesOf, commandText, type Step } from '../../state/index.ts';
import type { Direction, Listener } from '../base/events.ts';
import type { ReconcileHost } from '../base/host.ts';
import { writeRecord } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-text.ts';

/** The host of a transaction, the listener to its events, and the signal that stops it between two batches. */
export interface TransactionContext {
  readonly host: ReconcileHost;
  readonly on: Listener;
  readonly stop?: AbortSignal;
}

const commandsOf = (steps: readonly Step[], root: string): string[] =>
  steps.map(({ instruction }) => commandText(instruction, root));

/** Commands in the journal are for people, who do not need 10,000 of a kind. */
const COMMANDS_NOTED = 20;

const abridged = (batch: Batch, root: string): readonly string[] =>
  batch.length <= COMMANDS_NOTED
    ? commandsOf(batch, root)
    : [
        ...commandsOf(batch.slice(0, COMMANDS_NOTED - 1), root),
        `… and ${batch.length - COMMANDS_NOTED + 1} more`,
      ];

/** A rollback continues where the journal can't be written, as on a full disk, because the host comes first. */
async function note(host: ReconcileHost, record: JournalEntry, isRollback: boolean): Promise<void> {
  const written = writeRecord(host, record);
  await (isRollback ? written.catch(() => {}) : written);
}

/** Runs steps in order. Each batch is in the journal before it runs. Stops at the first failure or at `stop`. */
export async function carryOut(
  steps: readonly Step[],
  { host, on, stop }: TransactionContext,
  apply: ApplyContext,
): Promise<void> {
  const { isRollback } = apply;
  const direction: Direction = isRollback ? 'back' : 'forward';
  const batches = batchesOf(steps);
  for (const [i, batch] of batches.entries()) {
    stop?.throwIfAborted();
    const progress = { n: i + 1, of: batches.length };
    await note(
      host,
      { record: 'batch', direction, ...progress, commands: abridged(batch, host.root) },
      isRollback,
    );
    on({ event: 'batch', direction, ...progress, commands: () => commandsOf(batch, host.root) });
    await host.network.apply(batch, apply);
    await note(host, { record: 'done', n: progress.n }, isRollback);
    on({ event: 'done', direction, ...progress });
  }
  stop?.throwIfAborted();
}
