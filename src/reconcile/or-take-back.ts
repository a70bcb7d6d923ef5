import { Failure, messageOf } from '../errors/index.ts';
import { interruptible } from '../host/index.ts';
import type { Listener } from './events.ts';
import { goBack } from './go-back.ts';
import { backFailure } from './report.ts';
import type { Transaction } from './transaction.ts';

/**
 * Does what changes the host; if that fails, or is told to stop, the host is taken back.
 * @throws Failure `rolledBack`, or of the interruption, if the host is as before; `residue` if it is not
 */
export const orTakeBack = async <T>(
  root: string,
  transaction: Transaction,
  on: Listener,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> =>
  interruptible(async (stop) => {
    try {
      return await work(stop);
    } catch (error) {
      const reason = messageOf(error);
      const back = await goBack(transaction, reason, { root, isOfEarlierBoot: false }, { on });
      if (error instanceof Failure && error === stop.reason) throw backFailure(reason, error.exit, back);
      throw backFailure(`The apply failed: ${reason}`, 'rolledBack', back);
    }
  });
