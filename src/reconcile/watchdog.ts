import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Held, type Holder, kill } from '../host/index.ts';
import { goBack } from './go-back.ts';
import { readUnfinished, type Unfinished } from './journal.ts';
import { holderOf, lockHolder, tryLock } from './lock.ts';
import { findUnfinished } from './recover.ts';

const LOOK_INTERVAL_MS = 200;

const isLive = (unfinished: Unfinished | undefined, id: string): unfinished is Unfinished =>
  unfinished?.transaction.id === id;

/**
 * Takes a transaction back when its time is over, unless it has ended by then: confirmed, taken back, given up. A
 * command of that transaction which still is at it then, or hangs, is killed first.
 * @param seconds how long from now; once it is applied, what the journal says
 */
export async function watchOver(root: string, id: string, seconds: number): Promise<void> {
  if (!(await waitUntilOver(root, id, os.uptime() + seconds))) return;
  const held = await takeLock(root, id);
  if (held === undefined) return;
  try {
    const unfinished = await findUnfinished(root);
    if (!isLive(unfinished, id)) return;
    await goBack(
      unfinished.transaction,
      'it was not confirmed in time',
      { root, isOfEarlierBoot: false },
      { on: () => {} },
    );
  } finally {
    held.close();
  }
}

/** Whether the time came before the transaction's end. */
async function waitUntilOver(root: string, id: string, untilUptime: number): Promise<boolean> {
  for (;;) {
    const unfinished = await readUnfinished(root);
    if (!isLive(unfinished, id)) return false;
    if (os.uptime() >= (unfinished.pending?.untilUptime ?? untilUptime)) return true;
    await sleep(LOOK_INTERVAL_MS);
  }
}

/** Gets the lock, by force from the transaction's own command; undefined if the transaction has ended meanwhile. */
async function takeLock(root: string, id: string): Promise<Held | undefined> {
  for (;;) {
    const held = await tryLock(holderOf('flannelctl watchdog'));
    if (held !== undefined) return held;
    const unfinished = await readUnfinished(root);
    if (!isLive(unfinished, id)) return undefined;
    // Once the change waits, its command holds no lock: whoever does is about to end it.
    if (unfinished.pending === undefined) killIfHolder(unfinished.transaction.pid, await lockHolder());
    await sleep(LOOK_INTERVAL_MS);
  }
}

/** One that holds the lock and does not say so is stopped, or hangs. */
function killIfHolder(pid: number, holder: Holder | undefined): void {
  if (holder === undefined || holder.pid === pid) kill(pid);
}
