import type { Held, Holder } from '../../host/index.ts';
import type { HostProcesses, ReconcileHost } from '../base/host.ts';
import { holderOf, lockHolder, tryLock } from '../base/lock.ts';
import { type OpenTransaction, readOpenTransaction } from '../journal/journal.ts';
import { rollBack } from '../rollback/roll-back.ts';
import { findOpenTransaction } from './recover.ts';

const INTERVAL_MS = 200;

const isLive = (open: OpenTransaction | undefined, id: string): open is OpenTransaction =>
  open?.transaction.id === id;

/**
 * Rolls a transaction back at its deadline, unless it has ended: confirmed, rolled back or abandoned. Kills a command
 * that hangs before its change is applied.
 * @param seconds how long the command may make no progress; once the change is applied, the deadline is in the journal
 */
export async function watchOver(host: ReconcileHost, id: string, seconds: number): Promise<void> {
  const held = await lockWhenOver(host, id, seconds);
  if (held === undefined) return;
  try {
    const open = await findOpenTransaction(host);
    if (!isLive(open, id)) return;
    await host.processes.interruptible(async () =>
      rollBack({ host, on: () => {} }, open.transaction, 'it was not confirmed in time'),
    );
  } finally {
    held.close();
  }
}

/** Takes the lock at the deadline, by force from a command that hangs; undefined if the transaction has ended. */
async function lockWhenOver(host: ReconcileHost, id: string, seconds: number): Promise<Held | undefined> {
  const { uptime, sleep } = host.clock;
  const deadline = deadlines(host, seconds);
  for (;;) {
    const open = await readOpenTransaction(host);
    if (!isLive(open, id)) return undefined;
    if (uptime() >= deadline(open)) {
      const held = await tryLock(host, holderOf(host, 'flannelctl watchdog'));
      if (held !== undefined) return held;
      // While the change waits, its command holds no lock. A holder is about to end the transaction.
      if (open.pending === undefined) killIfHolding(host, open, await lockHolder(host));
    }
    await sleep(INTERVAL_MS);
  }
}

/**
 * The deadline in seconds of uptime. Until the change is applied, each line of the journal restarts the time, and a
 * command that is alive gets the timeout of one tool call in addition.
 */
function deadlines({ clock, processes }: ReconcileHost, seconds: number): (open: OpenTransaction) => number {
  let seen = '';
  let sinceUptime = 0;
  return (open) => {
    const last = JSON.stringify(open.last);
    if (last !== seen) [seen, sinceUptime] = [last, clock.uptime()];
    return (
      open.pending?.untilUptime ??
      sinceUptime + seconds + (isAlive(processes, open) ? processes.toolSeconds() : 0)
    );
  };
}

/** Whether the command that started this process is alive: the kernel reparents the children of a dead one at once. */
const isAlive = ({ parent }: HostProcesses, { transaction }: OpenTransaction): boolean =>
  parent() === transaction.pid;

/** A holder that does not answer is stopped, or hangs. */
function killIfHolding(
  { processes }: ReconcileHost,
  open: OpenTransaction,
  holder: Holder | undefined,
): void {
  const { pid } = open.transaction;
  if (isAlive(processes, open) && (holder === undefined || holder.pid === pid)) processes.kill(pid);
}
