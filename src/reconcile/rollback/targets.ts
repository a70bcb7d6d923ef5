import { type HostObject, kindOf } from '../../state/index.ts';
import type { DesiredState } from '../comparison/compare.ts';
import type { Transaction } from '../journal/transaction.ts';

/** What a reboot leaves of a snapshot: files, except for those on file systems in memory. */
function outlivesBoot(object: HostObject): boolean {
  const file = kindOf(object).filePath?.(object);
  return file !== undefined && !`${file}/`.startsWith('/run/');
}

/**
 * A state of a transaction as a desired state. After a reboot the rules that were ours by record are gone, so rules of
 * the same names are foreign.
 */
function targetFor(
  root: string,
  { recorded, read, desired: created }: Transaction,
  desired: readonly HostObject[],
  isKernelStateGone: boolean,
): DesiredState {
  return {
    desired,
    ...(isKernelStateGone ? {} : { created }),
    recorded: {
      paths: new Set(recorded.paths),
      chains: new Set(isKernelStateGone ? [] : recorded.chains),
      ...(recorded.networks && { networks: recorded.networks }),
    },
    scope: {
      root,
      sysctls: isKernelStateGone ? [] : read.sysctls,
      paths: read.paths,
    },
  };
}

/** The desired state of a rollback: the host before the transaction; after a reboot, the part that survives one. */
export const targetBefore = (
  root: string,
  transaction: Transaction,
  isKernelStateGone: boolean,
): DesiredState => {
  const { before } = transaction;
  const desired = isKernelStateGone ? before.filter(outlivesBoot) : before;
  return targetFor(root, transaction, desired, isKernelStateGone);
};

/** The desired state after a transaction, with the foreign settings that change with ours. */
export function targetAfter(root: string, transaction: Transaction): DesiredState {
  const { desired, linkedAfter, flannel } = transaction;
  const target = targetFor(root, transaction, [...desired, ...linkedAfter], false);
  return { ...target, ...(flannel === undefined ? {} : { flannel }) };
}
