import { Failure, reasonOf } from '../../errors/index.ts';
import type { TransactionContext } from '../apply/carry-out.ts';
import type { Transaction } from '../journal/transaction.ts';
import { rollbackFailure } from './report.ts';
import { rollBack } from './roll-back.ts';

/**
 * Does work that changes the host, and rolls the host back if the work fails or is stopped.
 * @throws Failure `rolledBack`, with the error of the work as its cause, or of the interruption, if the rollback was
 * verified; `residue` if it was not
 */
export async function orRollBack<T>(
  { host, on, stop }: Required<TransactionContext>,
  transaction: Transaction,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = reasonOf(error);
    const result = await rollBack({ host, on }, transaction, reason);
    if (error instanceof Failure && error === stop.reason) throw rollbackFailure(reason, error.exit, result);
    throw rollbackFailure(`The apply failed: ${reason}`, 'rolledBack', result, error);
  }
}
