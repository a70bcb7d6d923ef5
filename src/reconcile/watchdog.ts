import type { Held, Holder } from '../host/index.ts';
import type { HostProcesses, ReconcileHost } from './host.ts';
import { type OpenTransaction, readOpenTransaction } from './journal.ts';
import { holderOf, lockHolder, tryLock } from './lock.ts';
import { findOpenTransaction } from './recover.ts';
import { rollBack } from './roll-back.ts';

const INTERVAL_MS = 200;

const isLive = (unfinished: OpenTransaction | undefined, id: string): unfinished is OpenTransaction =>
  unfinished?.transaction.id === id;

/**
 * Rolls a transaction back when its time is over, unless it has ended by then: confirmed, rolled back, abandoned. A
 * command that hangs before its change is applied is killed first.
 * @param seconds how long it may stand still before it is applied; from then on it has until the journal says
 */
export async function watchOver(host: ReconcileHost, id: string, seconds: number): Promise<void> {
  const held = await lockWhenOver(host, id, seconds);
  if (held === undefined) return;
  try {
    const unfinished = await findOpenTransaction(host);
    if (!isLive(unfinished, id)) return;
    await host.processes.interruptible(async () =>
      rollBack({ host, on: () => {} }, unfinished.transaction, 'it was not confirmed in time'),
    );
  } finally {
    held.close();
  }
}

/** Gets the lock when the time is over, by force from a command that hangs; undefined if the transaction has ended by then. */
async function lockWhenOver(host: ReconcileHost, id: string, seconds: number): Promise<Held | undefined> {
  const { uptime, sleep } = host.clock;
  const deadline = deadlines(host, seconds);
  for (;;) {
    const unfinished = await readOpenTransaction(host);
    if (!isLive(unfinished, id)) return undefined;
    if (uptime() >= deadline(unfinished)) {
      const held = await tryLock(host, holderOf(host, 'flannelctl watchdog'));
      if (held !== undefined) return held;
      // Once the change waits, its command holds no lock: whoever does is about to end it.
      if (unfinished.pending === undefined) killIfHolding(host, unfinished, await lockHolder(host));
    }
    await sleep(INTERVAL_MS);
  }
}

/**
 * Tells when the time is over, in seconds of uptime. Until the change is applied, each line of the journal starts it
 * anew, and a command that lives may be waiting for a tool besides.
 */
function deadlines(
  { clock, processes }: ReconcileHost,
  seconds: number,
): (unfinished: OpenTransaction) => number {
  let seen = '';
  let sinceUptime = 0;
  return (unfinished) => {
    const last = JSON.stringify(unfinished.last);
    if (last !== seen) [seen, sinceUptime] = [last, clock.uptime()];
    return (
      unfinished.pending?.untilUptime ??
      sinceUptime + seconds + (isAlive(processes, unfinished) ? processes.toolSeconds() : 0)
    );
  };
}

/** Whether the command that has started this process still lives: the kernel gives its children to another at once. */
const isAlive = ({ parent }: HostProcesses, { transaction }: OpenTransaction): boolean =>
  parent() === transaction.pid;

/** One that holds the lock and does not say so is stopped, or hangs. */
function killIfHolding(
  { processes }: ReconcileHost,
  unfinished: OpenTransaction,
  holder: Holder | undefined,
): void {
  const { pid } = unfinished.transaction;
  if (isAlive(processes, unfinished) && (holder === undefined || holder.pid === pid)) processes.kill(pid);
}
