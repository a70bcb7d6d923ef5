import { type Change, type FieldChange, fieldsOf, type HostObject, keyOf } from '../state/index.ts';
import type { Transaction } from './transaction.ts';

/** Changes on the way back, told apart: those that undo ours, and those that would undo somebody else's. */
export interface WayBack {
  readonly ours: readonly Change[];
  readonly others: readonly Change[];
}

type Fields = Readonly<Record<string, string>>;

/** A link that is made has these until the steps that follow. */
const IN_THE_MAKING: Fields = { alias: '', state: 'down' };

/** Whether a value that is there now is one that the transaction gave, on its way or in the end. */
const isGiven = (made: Fields, { field, from }: FieldChange): boolean =>
  from === (made[field] ?? '') || from === IN_THE_MAKING[field];

/** The settings of a link start from the kernel's default each time it is made. */
const isLinkSetting = (object: HostObject): boolean => object.kind === 'sysctl' && object.dev !== undefined;

/** What somebody has written to, or put in its place, since we made a file or folder is not thrown away. */
function isEditedFile(object: HostObject, made: Fields): boolean {
  if (object.kind !== 'file') return false;
  if (made['type'] !== object.type) return true;
  return object.type === 'directory'
    ? object.content !== ''
    : fieldsOf(object)['content'] !== made['content'];
}

/** A file that was changed is the transaction's doing only with a text that it wrote, or with the one of before. */
const isGivenFile = (made: Fields, fields: readonly FieldChange[]): boolean =>
  fields.every((change) => change.field === 'mode' || isGiven(made, change));

function isOurDoing(change: Change, made: Fields): boolean {
  switch (change.action) {
    case 'create':
      return true;
    case 'conflict':
      return false;
    case 'delete':
      return !isEditedFile(change.from, made);
    default:
      if (change.from.kind === 'file' && !isGivenFile(made, change.fields)) return false;
      return isLinkSetting(change.from) || change.fields.some((field) => isGiven(made, field));
  }
}

/**
 * Tells which changes between how the host is now and how it was are the transaction's own doing. What it never
 * touched and yet differs, or what has a value that it did not give, somebody else has changed meanwhile.
 */
export function tellApart(
  changes: readonly Change[],
  { touched, desired, alongAfter }: Transaction,
): WayBack {
  const ours = new Set(touched);
  const made = new Map([...desired, ...alongAfter].map((object) => [keyOf(object), fieldsOf(object)]));
  // What is missing may have gone with something else, and putting it back takes nothing from anybody.
  const isOurs = (change: Change): boolean =>
    change.action === 'create' || (ours.has(change.key) && isOurDoing(change, made.get(change.key) ?? {}));
  return { ours: changes.filter(isOurs), others: changes.filter((change) => !isOurs(change)) };
}
