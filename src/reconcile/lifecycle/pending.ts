import type { Outcome } from '../base/events.ts';
import type { ReconcileHost } from '../base/host.ts';
import { journalFile, writeRecord } from '../journal/journal.ts';
import { parseJournal } from '../journal/journal-text.ts';
import type { Transaction } from '../journal/transaction.ts';

const INTERVAL_MS = 200;
/** How long the watchdog may take to start. */
const WATCHDOG_SECONDS = 2;

/** A change that was made and waits to be confirmed. */
export interface Pending {
  readonly transaction: string;
  /** When it is rolled back, ISO 8601. */
  readonly until: string;
  /** Its outcome; undefined while it is open. */
  readonly ended: () => Promise<Outcome | undefined>;
  /**
   * Waits for its outcome; undefined if there is none past the deadline, because the watchdog is gone or has failed.
   */
  readonly outcome: (stop: AbortSignal) => Promise<Outcome | undefined>;
  /** Closes the journal. */
  readonly close: () => Promise<void>;
}

/** Starts the watchdog, a process that outlives this one and its terminal. It is running when this returns. */
export const armWatchdog = async (
  { root, processes }: ReconcileHost,
  id: string,
  seconds: number,
): Promise<void> => processes.startInBackground(['watchdog', id, '--seconds', `${seconds}`, '--root', root]);

/** Writes to the journal that the change is applied and waits for its confirmation, the full time from now. */
export async function awaitConfirmation(
  host: ReconcileHost,
  { id }: Transaction,
  seconds: number,
): Promise<Pending> {
  const { now, uptime, sleep } = host.clock;
  const until = new Date(now().getTime() + seconds * 1000).toISOString();
  const untilUptime = uptime() + seconds;
  await writeRecord(host, { record: 'pending', until, untilUptime });
  // Opened now, because whoever ends the transaction writes the outcome and then deletes the file.
  const journal = await host.files.openText(journalFile(host.root));
  const ended = async (): Promise<Outcome | undefined> => {
    const last = parseJournal(await journal.read()).at(-1);
    return last?.record === 'end' ? last.outcome : undefined;
  };
  const outcome = async (stop: AbortSignal): Promise<Outcome | undefined> => {
    for (;;) {
      const end = await ended();
      if (end !== undefined || uptime() > untilUptime + WATCHDOG_SECONDS) return end;
      await sleep(INTERVAL_MS, stop);
    }
  };
  return { transaction: id, until, ended, outcome, close: journal.close };
}
