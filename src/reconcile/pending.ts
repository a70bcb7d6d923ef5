import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openText, startInBackground } from '../host/index.ts';
import type { Outcome } from './events.ts';
import { journalFile, writeRecord } from './journal.ts';
import { parseJournal } from './journal-text.ts';
import type { Transaction } from './transaction.ts';

const LOOK_INTERVAL_MS = 200;
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
export const armWatchdog = async (root: string, id: string, seconds: number): Promise<void> =>
  startInBackground(['watchdog', id, '--seconds', `${seconds}`, '--root', root]);

/** Notes that the change was made and waits, from now on for the whole time. */
export async function awaitConfirmation(
  root: string,
  { id }: Transaction,
  seconds: number,
): Promise<Pending> {
  const until = new Date(Date.now() + seconds * 1000).toISOString();
  const untilUptime = os.uptime() + seconds;
  await writeRecord(root, { record: 'pending', until, untilUptime });
  // Opened now: whoever ends the transaction writes how, and then takes the name away.
  const journal = await openText(journalFile(root));
  const ended = async (): Promise<Outcome | undefined> => {
    const last = parseJournal(await journal.read()).at(-1);
    return last?.record === 'end' ? last.outcome : undefined;
  };
  const outcome = async (stop: AbortSignal): Promise<Outcome | undefined> => {
    for (;;) {
      const end = await ended();
      if (end !== undefined || os.uptime() > untilUptime + WATCHDOG_SECONDS) return end;
      await sleep(LOOK_INTERVAL_MS, undefined, { signal: stop });
    }
  };
  return { transaction: id, until, ended, outcome, close: journal.close };
}
