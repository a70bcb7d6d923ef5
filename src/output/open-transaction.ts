import type { StatusDocument } from '../generated/types.d.ts';
import type { NodeStatus } from '../health/index.ts';
import { NEXT_BY_STATE, transactionName } from '../node/index.ts';
import { untilText } from '../reconcile/index.ts';
import { printable } from '../text/index.ts';
import { paint } from './paint.ts';
import { progressOf, transactionDocument } from './transactions.ts';

type Open = NodeStatus['transaction'];

const STATE_WORDS = { running: 'RUNNING', pending: 'PENDING', unfinished: 'INTERRUPTED' } as const;

/** How far an open transaction is, in one line. */
export function transactionText({ open, state }: NonNullable<Open>): string {
  const { pending } = open;
  const how =
    pending === undefined || state !== 'pending'
      ? progressOf(open)
      : `applied; rolls back at ${untilText(pending.until)} unless confirmed`;
  return `${transactionName(open)}, ${how}`;
}

/** An open transaction comes first, because it explains the rest of what is printed. */
export function transactionLines(transaction: Open): string[] {
  if (transaction === undefined) return [];
  const { state } = transaction;
  const head = paint.boldYellow(`${STATE_WORDS[state]}: `);
  return [`${head}${printable(transactionText(transaction))}`, `  → ${NEXT_BY_STATE[state]}`, ''];
}

/** The key of a document that tells of an open transaction; none if there is none. */
export const openTransactionDocument = (transaction: Open): Pick<StatusDocument, 'transaction'> =>
  transaction === undefined
    ? {}
    : { transaction: { ...transactionDocument(transaction.open), state: transaction.state } };
