import { messageOf } from '../../errors/index.ts';
import type { Probe } from '../../host/index.ts';
import { zonedAddress } from '../../net/index.ts';
import {
  type Change,
  type Diff,
  type HostObject,
  keysOf,
  type Ownership,
  stepsOf,
} from '../../state/index.ts';
import type { DesiredState } from '../comparison/compare.ts';
import { recordedAfter } from '../comparison/marks.ts';
import { lackText, observeUntil } from '../comparison/observe-until.ts';
import { carryOut, type TransactionContext } from './carry-out.ts';
import { stillAnswering } from './probes.ts';
import { isReadBack } from './read-back.ts';

/** Who watches the host, so that what other programs change during a change is mended by the next one. */
export interface Watcher {
  /** Called when all is applied, before the host is observed to verify it. */
  readonly beforeVerify: () => Promise<void>;
  /** Called with what differs, although this change did not touch it. Without a watcher that fails the change. */
  readonly foreignFound: (changes: readonly Change[]) => void;
}

/** A diff that is to be applied. */
export interface ApplyInput {
  /** The id of the transaction. */
  readonly id: string;
  readonly target: DesiredState;
  readonly diff: Diff;
  /** The snapshot that the diff starts from. */
  readonly observed: readonly HostObject[];
  /** By what objects of the snapshot are ours. */
  readonly marks: Ownership;
  /** The addresses that answered before and must answer after. */
  readonly answered: readonly Probe[];
  readonly watcher?: Watcher | undefined;
}

/** Applies a diff, verifies the host and probes the addresses that answered before. An Error says why it failed. */
export async function goForward(input: ApplyInput, context: TransactionContext): Promise<void> {
  const { id, diff, observed } = input;
  const { root } = context.host;
  await carryOut(stepsOf(diff), context, { root, transaction: id, isRollback: false, observed });
  await input.watcher?.beforeVerify();
  await verify(input, context);
  await probe(input, context);
}

async function verify(input: ApplyInput, context: TransactionContext): Promise<void> {
  const { host, on, stop } = context;
  // Who watches from here on relies on a comparison of the whole host.
  const isReadEnough =
    input.watcher === undefined && (await isReadBack(host, input.diff.changes, input.marks));
  if (!isReadEnough) await compareAll(input, context);
  stop?.throwIfAborted();
  on({ event: 'verified', direction: 'forward', objects: input.target.desired.length });
}

/** Compares the host with the desired state. An Error names what differs. */
async function compareAll(
  { target, diff, watcher }: ApplyInput,
  { host, stop }: TransactionContext,
): Promise<void> {
  const recorded = recordedAfter(target.recorded, diff.changes);
  const touched = new Set(diff.changes.flatMap(keysOf));
  const isForeign = ({ key }: Change): boolean => watcher !== undefined && !touched.has(key);
  const found = await observeUntil(host, { ...target, recorded }, ({ diff: { changes } }) =>
    changes.every(isForeign),
  ).catch((error: unknown) => {
    throw new Error(`the commands ended well, but the host can't be looked at: ${messageOf(error)}`);
  });
  stop?.throwIfAborted();
  const foreign = found.diff.changes.filter(isForeign);
  const missing = found.diff.changes.filter((change) => !isForeign(change)).map(lackText);
  if (missing.length > 0)
    throw new Error(`the commands ended well, but the host is not as configured: ${missing.join(', ')}`);
  if (foreign.length > 0) watcher?.foreignFound(foreign);
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
