import type { HostObject } from '../state/index.ts';
import type { DesiredState } from './compare.ts';
import type { Transaction } from './transaction.ts';

/** What of a snapshot a reboot leaves: files, but for those that systems keep in memory. */
const outlivesBoot = (object: HostObject): boolean =>
  object.kind === 'file' && !`${object.path}/`.startsWith('/run/');

/**
 * A state of a transaction as something to get to. After a reboot the rules that were ours by record are gone, and
 * what bears the same names is somebody else's.
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
    },
    scope: {
      root,
      sysctls: isKernelStateGone ? [] : read.sysctls,
      paths: read.paths,
    },
  };
}

/** How the host was before a transaction; after a reboot, what of that can still be told. */
export const targetBefore = (
  root: string,
  transaction: Transaction,
  isKernelStateGone: boolean,
): DesiredState => {
  const { before } = transaction;
  const desired = isKernelStateGone ? before.filter(outlivesBoot) : before;
  return targetFor(root, transaction, desired, isKernelStateGone);
};

/** How the host is to be after a transaction, with the settings of others that go along. */
export function targetAfter(root: string, transaction: Transaction): DesiredState {
  const { desired, alongAfter, flannel } = transaction;
  const target = targetFor(root, transaction, [...desired, ...alongAfter], false);
  return { ...target, ...(flannel === undefined ? {} : { flannel }) };
}
