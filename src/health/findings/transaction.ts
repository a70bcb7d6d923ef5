import { machineAt } from '../../host/index.ts';
import { type OpenState, type OpenTransaction, openState, readOpenTransaction } from '../../node/index.ts';

/** An open transaction and why it is open. */
export interface TransactionStatus {
  readonly open: OpenTransaction;
  readonly state: OpenState;
}

/** The open transaction of the node under a root; undefined if there is none. */
export async function transactionStatus(root: string): Promise<TransactionStatus | undefined> {
  const open = await readOpenTransaction(machineAt(root));
  if (open === undefined) return undefined;
  return { open, state: await openState(machineAt(root), open) };
}
