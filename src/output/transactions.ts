import type { ChangesDocument } from '../generated/types.d.ts';
import { type RecoveryPreview, type Result, transactionName } from '../node/index.ts';
import type { OpenTransaction, Pending } from '../reconcile/index.ts';
import { othersText, untilText } from '../reconcile/index.ts';
import { type DocumentBody, printable } from '../text/index.ts';
import { diffDocument } from './changes/document.ts';
import { diffText } from './changes/text.ts';
import { paintError } from './paint.ts';

/** The progress of an open transaction, as a clause after its name. */
export function progressOf({ last, direction, isKernelStateGone }: OpenTransaction): string {
  const way = direction === 'back' ? 'on the rollback, ' : '';
  const boot = isKernelStateGone
    ? '; since then the machine was restarted, or its network namespace deleted'
    : '';
  switch (last.record) {
    case 'begin':
      return `before its first batch${boot}`;
    case 'batch':
      return `${way}in batch ${last.n} of ${last.of}${boot}`;
    case 'done':
      return `${way}after batch ${last.n}${boot}`;
    default:
      return last.record === 'pending' ? `applied, not confirmed${boot}` : `on the rollback${boot}`;
  }
}

const DIRECTIONS = {
  back: 'To roll it back:',
  forward: 'To finish it:',
  stay: 'A rollback would be (it is not done):',
} as const;

/** An open transaction and the diff that ends it, as text. */
export const recoveryText = (
  { open, direction, diff, collateral, others }: RecoveryPreview,
  verbose: boolean,
): string =>
  [
    `${paintError.yellow('interrupted:')} ${printable(transactionName(open))}, ${progressOf(open)}`,
    DIRECTIONS[direction],
    diffText({ ...diff, collateral }, { verbose, names: new Map() }),
    ...others.map((change) => `left: ${printable(othersText(change))}`),
  ].join('\n');

/** An open transaction and the diff that ends it, as a document (schemas/changes.schema.json). */
export const recoveryDocument = (
  left: RecoveryPreview | undefined,
  result: Result,
): DocumentBody<ChangesDocument> => ({
  kind: 'Changes',
  result,
  ...diffDocument(
    left === undefined ? { changes: [], unchanged: 0 } : { ...left.diff, collateral: left.collateral },
  ),
  ...(left === undefined
    ? {}
    : { transaction: transactionDocument(left.open), left: left.others.map(othersText) }),
});

export const transactionDocument = ({
  transaction: { id, command, pid, since },
  pending,
}: OpenTransaction): NonNullable<ChangesDocument['transaction']> => ({
  id,
  command,
  pid,
  since,
  ...(pending === undefined ? {} : { until: pending.until }),
});

/** The text for a change that waits for its confirmation. */
export const pendingText = ({ transaction, until }: Pending): string =>
  [
    '',
    `Applied and verified. Rolls back automatically at ${untilText(until)} unless you confirm:`,
    '',
    `  flannelctl confirm ${printable(transaction)}`,
    ...(process.stdin.isTTY
      ? ['', 'or press Enter here. First check that you can still reach this node.']
      : []),
  ].join('\n');
