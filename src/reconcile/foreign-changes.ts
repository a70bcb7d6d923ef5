import { type Change, type FieldChange, fieldsOf, type HostObject, keyOf } from '../state/index.ts';
import type { Transaction } from './transaction.ts';

/** The changes of a rollback by whose they are: those that revert ours, and those that would revert somebody else's. */
export interface AttributedChanges {
  readonly ours: readonly Change[];
  readonly foreign: readonly Change[];
}

type Fields = Readonly<Record<string, string>>;

/** A link that is made has these until the steps that follow. */
const IN_THE_MAKING: Fields = { alias: '', state: 'down' };

/** An object as it was before a transaction and as that makes it, field by field. */
interface ObjectVersions {
  readonly before: Fields;
  readonly made: Fields;
}

/** Whether a value that is there now is one that the transaction gave, in between or in the end. */
const isGiven = ({ made }: ObjectVersions, { field, from }: FieldChange): boolean =>
  from === (made[field] ?? '') || from === IN_THE_MAKING[field];

/**
 * Whether a field is one that the transaction changes: then another value than both is taken for its doing, too, because
 * it may have been interrupted half-way. An object that is the same before and after is one that it makes anew.
 */
function isChanged({ before, made }: ObjectVersions, { field }: FieldChange): boolean {
  const differs = (name: string): boolean => before[name] !== made[name];
  return differs(field) || !Object.keys(made).some(differs);
}

/** The settings of a link start from the kernel's default each time it is made. */
const isLinkSetting = (object: HostObject): boolean => object.kind === 'sysctl' && object.dev !== undefined;

/** What is written in one step, and by everybody: a value that the transaction did not give it is not half of its doing. */
const isWrittenWhole = ({ kind }: HostObject): boolean => kind === 'sysctl' || kind === 'file';

/** What somebody has written to, or put in its place, since we made a file or folder is not thrown away. */
function isEditedFile(object: HostObject, made: Fields): boolean {
  if (object.kind !== 'file') return false;
  if (made['type'] !== object.type) return true;
  return object.type === 'directory'
    ? object.content !== ''
    : fieldsOf(object)['content'] !== made['content'];
}

/** A file that was changed is the transaction's doing only with a text that it wrote, or with the one of before. */
const isGivenFile = (versions: ObjectVersions, fields: readonly FieldChange[]): boolean =>
  fields.every((change) => change.field === 'mode' || isGiven(versions, change));

function isOurDoing(change: Change, versions: ObjectVersions): boolean {
  switch (change.action) {
    case 'create':
      return true;
    case 'conflict':
      return false;
    case 'delete':
      return !isEditedFile(change.from, versions.made);
    default:
      if (change.from.kind === 'file' && !isGivenFile(versions, change.fields)) return false;
      return (
        isLinkSetting(change.from) ||
        change.fields.some(
          (field) => isGiven(versions, field) || (!isWrittenWhole(change.from) && isChanged(versions, field)),
        )
      );
  }
}

const fieldsByKey = (objects: readonly HostObject[]): ReadonlyMap<string, Fields> =>
  new Map(objects.map((object) => [keyOf(object), fieldsOf(object)]));

/**
 * Tells which changes between how the host is now and how it was are the transaction's own doing: what it touched goes
 * back to how it was, whatever it is like by now, since it may have been interrupted half-way. What it never touched and yet
 * differs, a field that it leaves alone, a file and a setting with a value that it did not give: that somebody else has
 * changed meanwhile.
 */
export function attribute(
  changes: readonly Change[],
  { touched, before, desired, alongAfter }: Transaction,
): AttributedChanges {
  const ours = new Set(touched);
  const [was, made] = [fieldsByKey(before), fieldsByKey([...desired, ...alongAfter])];
  const versionsOf = (key: string): ObjectVersions => ({
    before: was.get(key) ?? {},
    made: made.get(key) ?? {},
  });
  // What is missing may have gone with something else, and creating it again takes nothing from anybody.
  const isOurs = (change: Change): boolean =>
    change.action === 'create' || (ours.has(change.key) && isOurDoing(change, versionsOf(change.key)));
  return { ours: changes.filter(isOurs), foreign: changes.filter((change) => !isOurs(change)) };
}
