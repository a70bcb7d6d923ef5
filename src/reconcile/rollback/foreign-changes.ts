import {
  type Change,
  type FieldChange,
  fieldsOf,
  type HostObject,
  keyOf,
  kindOf,
} from '../../state/index.ts';
import type { Transaction } from '../journal/transaction.ts';

/** The changes of a rollback: those that revert ours, and those that would revert another program's. */
export interface AttributedChanges {
  readonly ours: readonly Change[];
  readonly foreign: readonly Change[];
}

type Fields = Readonly<Record<string, string>>;

/** A new link has these values until the steps that follow. */
const IN_THE_MAKING: Fields = { alias: '', state: 'down' };

/** The fields of an object before and after a transaction. */
interface ObjectVersions {
  readonly before: Fields;
  readonly made: Fields;
}

/** Whether a value is one that the transaction set, at its end or on its way there. */
const isGiven = ({ made }: ObjectVersions, { field, from }: FieldChange): boolean =>
  from === (made[field] ?? '') || from === IN_THE_MAKING[field];

/**
 * Whether the transaction changes a field. A third value of such a field counts as the transaction's, too, because it
 * may have been interrupted half-way. An object that is the same before and after is one that is created again.
 */
function isChanged({ before, made }: ObjectVersions, { field }: FieldChange): boolean {
  const differs = (name: string): boolean => before[name] !== made[name];
  return differs(field) || !Object.keys(made).some(differs);
}

/** An object that exists with a link only starts from the kernel's default each time the link is created. */
const startsAnew = (object: HostObject): boolean => kindOf(object).goesOnlyWith?.(object) !== undefined;

function isUpdateOurs(from: HostObject, fields: readonly FieldChange[], versions: ObjectVersions): boolean {
  const { isDecisive, isWrittenWhole = false } = kindOf(from);
  if (fields.some((change) => isDecisive?.(change.field) && !isGiven(versions, change))) return false;
  const isOurField = (change: FieldChange): boolean =>
    isGiven(versions, change) || (!isWrittenWhole && isChanged(versions, change));
  return startsAnew(from) || fields.some(isOurField);
}

function isOurDoing(change: Change, versions: ObjectVersions): boolean {
  switch (change.action) {
    case 'create':
      return true;
    case 'conflict':
      return false;
    case 'delete':
      return kindOf(change.from).isEdited?.(change.from, versions.made) !== true;
    default:
      return isUpdateOurs(change.from, change.fields, versions);
  }
}

const fieldsByKey = (objects: readonly HostObject[]): ReadonlyMap<string, Fields> =>
  new Map(objects.map((object) => [keyOf(object), fieldsOf(object)]));

/**
 * Attributes the changes from the host of now to the host of before. What the transaction touched is restored whatever
 * it is now, because the transaction may have been interrupted half-way. Another program changed what the transaction
 * never touched, a field that it leaves alone, and a file or setting with a value that the transaction did not set.
 */
export function attribute(
  changes: readonly Change[],
  { touched, before, desired, linkedAfter }: Transaction,
): AttributedChanges {
  const ours = new Set(touched);
  const [was, made] = [fieldsByKey(before), fieldsByKey([...desired, ...linkedAfter])];
  const versionsOf = (key: string): ObjectVersions => ({
    before: was.get(key) ?? {},
    made: made.get(key) ?? {},
  });
  // A missing object may have been deleted with another one, and creating it again harms nobody.
  const isOurs = (change: Change): boolean =>
    change.action === 'create' || (ours.has(change.key) && isOurDoing(change, versionsOf(change.key)));
  return { ours: changes.filter(isOurs), foreign: changes.filter((change) => !isOurs(change)) };
}
