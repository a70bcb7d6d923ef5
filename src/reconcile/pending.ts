import type { Outcome } from './events.ts';
import type { ReconcileHost } from './host.ts';
import { journalFile, writeRecord } from './journal.ts';
import { parseJournal } from './journal-text.ts';
import type { Transaction } from './transaction.ts';

const INTERVAL_MS = 200;
/** How long the watchdog may take to get to work before it is taken for dead. */
const WATCHDOG_SECONDS = 2;

/** A change that was made and waits to be confirmed. */
export interface Pending {
  readonly transaction: string;
  /** When it is rolled back, ISO 8601. */
  readonly until: string;
  /** How it has ended; undefined if it has not. */
  readonly ended: () => Promise<Outcome | undefined>;
  /** Waits for its end; undefined if there is none although its time is over, since the watchdog is gone or has failed. */
  readonly outcome: (stop: AbortSignal) => Promise<Outcome | undefined>;
  /** To be called when nobody asks any more. */
  readonly close: () => Promise<void>;
}

/** Starts the watchdog, a process that outlives this one and its terminal; it watches when this returns. */
export const armWatchdog = async (
  { root, processes }: ReconcileHost,
  id: string,
  seconds: number,
): Promise<void> => processes.startInBackground(['watchdog', id, '--seconds', `${seconds}`, '--root', root]);

/** Notes that the change was made and waits, from now on for the whole time. */
export async function awaitConfirmation(
  host: ReconcileHost,
  { id }: Transaction,
  seconds: number,
): Promise<Pending> {
  const { now, uptime, sleep } = host.clock;
  const until = new Date(now().getTime() + seconds * 1000).toISOString();
  const untilUptime = uptime() + seconds;
  await writeRecord(host, { record: 'pending', until, untilUptime });
  // Opened now: whoever ends the transaction writes how, and then removes the name.
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
