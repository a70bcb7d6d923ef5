import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openText, startInBackground } from '../host/index.ts';
import type { Outcome } from './events.ts';
import { journalFile, writeRecord } from './journal.ts';
import { parseJournal } from './journal-text.ts';
import type { Transaction } from './transaction.ts';

const LOOK_INTERVAL_MS = 200;

/** A change that was made and waits to be confirmed. */
export interface Pending {
  readonly root: string;
  readonly transaction: string;
  /** When it is taken back, ISO 8601. */
  readonly until: string;
  /** How it ended: to be waited for. */
  readonly outcome: (stop: AbortSignal) => Promise<Outcome>;
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
  await writeRecord(root, { record: 'pending', until, untilUptime: os.uptime() + seconds });
  // Opened now: whoever ends the transaction writes how, and then takes the name away.
  const journal = await openText(journalFile(root));
  const outcome = async (stop: AbortSignal): Promise<Outcome> => {
    try {
      for (;;) {
        const last = parseJournal(await journal.read()).at(-1);
        if (last?.record === 'end') return last.outcome;
        await sleep(LOOK_INTERVAL_MS, undefined, { signal: stop });
      }
    } finally {
      await journal.close();
    }
  };
  return { root, transaction: id, until, outcome };
}
