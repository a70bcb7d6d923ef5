import { Failure, messageOf } from '../errors/index.ts';
import type { Conduct } from './carry-out.ts';
import { backFailure } from './report.ts';
import { rollBack } from './roll-back.ts';
import type { Transaction } from './transaction.ts';

/**
 * Does what changes the host; if that fails, or is told to stop, the host is rolled back.
 * @throws Failure `rolledBack`, or of the interruption, if the host is as it was before; `residue` if it is not
 */
export async function orRollBack<T>(
  root: string,
  transaction: Transaction,
  { on, stop }: Required<Conduct>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = messageOf(error);
    const back = await rollBack(transaction, reason, { root, isKernelStateGone: false }, { on });
    if (error instanceof Failure && error === stop.reason) throw backFailure(reason, error.exit, back);
    throw backFailure(`The apply failed: ${reason}`, 'rolledBack', back);
  }
}
