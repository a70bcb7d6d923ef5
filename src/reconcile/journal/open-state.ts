import type { ReconcileHost } from '../base/host.ts';
import { lockHolder } from '../base/lock.ts';
import type { OpenTransaction } from './journal.ts';

/** Why a transaction is open: its command runs, it waits to be confirmed, or its command was interrupted. */
export type OpenState = 'running' | 'pending' | 'unfinished';

/** Whether a change can still be confirmed. After the deadline no process is left that would roll it back. */
export const isWaiting = ({ clock }: ReconcileHost, { pending }: OpenTransaction): boolean =>
  pending !== undefined && pending.untilUptime > clock.uptime();

/** Why a transaction is open. */
export async function openState(host: ReconcileHost, open: OpenTransaction): Promise<OpenState> {
  if (isWaiting(host, open)) return 'pending';
  const holder = await lockHolder(host);
  return holder?.pid === open.transaction.pid ? 'running' : 'unfinished';
}
