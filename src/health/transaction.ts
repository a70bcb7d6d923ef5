import { machineAt } from '../host/index.ts';
import { isWaiting, lockHolder, type OpenTransaction, readOpenTransaction } from '../node/index.ts';

/** An open change: its command is still at it, it waits to be confirmed, or it was interrupted. */
export interface TransactionStatus {
  readonly unfinished: OpenTransaction;
  readonly state: 'running' | 'pending' | 'unfinished';
}

/** How it stands with the change of the node under a root that is open; undefined if there is none. */
export async function transactionStatus(root: string): Promise<TransactionStatus | undefined> {
  const unfinished = await readOpenTransaction(machineAt(root));
  if (unfinished === undefined) return undefined;
  if (isWaiting(unfinished)) return { unfinished, state: 'pending' };
  const holder = await lockHolder(machineAt(root));
  return { unfinished, state: holder?.pid === unfinished.transaction.pid ? 'running' : 'unfinished' };
}
