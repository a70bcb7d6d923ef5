import type { Probe } from '../../host/index.ts';
import { zonedAddress } from '../../net/index.ts';
import { stepsOf } from '../../state/index.ts';
import { carryOut, type TransactionContext } from './carry-out.ts';
import { stillAnswering } from './probes.ts';
import { type Applied, verify } from './verify.ts';

/** A diff that is to be applied. */
export interface ApplyInput extends Applied {
  /** The id of the transaction. */
  readonly id: string;
  /** The addresses that answered before and must answer after. */
  readonly answered: readonly Probe[];
}

/** Applies a diff, verifies the host and probes the addresses that answered before. An Error says why it failed. */
export async function goForward(input: ApplyInput, context: TransactionContext): Promise<void> {
  const { id, diff, observed } = input;
  const { root } = context.host;
  await carryOut(stepsOf(diff), context, { root, transaction: id, isRollback: false, observed });
  await verify(input, context);
  await probe(input, context);
}

const namesOf = (probes: readonly Probe[]): string[] =>
  probes.map((probe) => `${probe.name} ${zonedAddress(probe)}`);

async function probe({ answered }: ApplyInput, { host, on, stop }: TransactionContext): Promise<void> {
  if (answered.length === 0) return;
  const silent = await stillAnswering(host, answered, stop);
  stop?.throwIfAborted();
  const stillThere = answered.filter((one) => !silent.includes(one));
  on({ event: 'probed', answered: namesOf(stillThere), silent: namesOf(silent) });
  if (silent.length > 0)
    throw new Error(`what answered before does not answer any more: ${namesOf(silent).join(', ')}`);
}
