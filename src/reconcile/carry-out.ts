import { messageOf } from '../errors/index.ts';
import { applyBatch, type Batch, batchesOf, commandText, type Site, StepFailure } from '../host/index.ts';
import type { Step } from '../state/index.ts';
import type { Direction, Listener } from './events.ts';
import { writeRecord } from './journal.ts';
import type { JournalEntry } from './journal-text.ts';

/** How steps are carried out: what hears of them, and what may stop them between two batches. */
export interface Conduct {
  readonly on: Listener;
  readonly stop?: AbortSignal;
}

interface Course extends Conduct {
  readonly direction: Direction;
  readonly site: Site;
}

const commandsOf = (batch: Batch, root: string): string[] =>
  batch.map(({ instruction }) => commandText(instruction, root));

/** On the way back the host comes first: it goes on where the journal can't be written, as on a full disk. */
async function note(course: Course, record: JournalEntry): Promise<void> {
  const written = writeRecord(course.site.root, record);
  await (course.direction === 'back' ? written.catch(() => {}) : written);
}

/** Runs steps in order, batch by batch, each in the journal before it runs; stops at the first that fails, or when told to. */
export async function carryOut(steps: readonly Step[], course: Course): Promise<void> {
  const { direction, site, on, stop } = course;
  const batches = batchesOf(steps);
  for (const [i, batch] of batches.entries()) {
    stop?.throwIfAborted();
    const progress = { n: i + 1, of: batches.length };
    const commands = commandsOf(batch, site.root);
    await note(course, { record: 'batch', direction, ...progress, commands });
    on({ event: 'batch', direction, ...progress, commands });
    await applyBatch(batch, site).catch((error: unknown) => {
      throw new Error(reasonOf(error), { cause: error });
    });
    await note(course, { record: 'done', n: progress.n });
    on({ event: 'done', direction, ...progress });
  }
  stop?.throwIfAborted();
}

/** Why a batch did not succeed, in one line. */
function reasonOf(error: unknown): string {
  if (!(error instanceof StepFailure)) return messageOf(error);
  const { command, message } = error;
  // That it took too long is said with the command.
  return message.startsWith(command) ? message : `${command}: ${message}`;
}
