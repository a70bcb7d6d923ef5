import type { Change, HostObject, KindName } from '../../state/index.ts';
import type { CheckedNode } from '../check.ts';

/** A desired object that is missing, or is there with other fields. */
export type Difference<K extends KindName = KindName> = Extract<
  Change,
  { readonly action: 'create' | 'update' | 'replace' | 'adopt' }
> & { readonly to: Extract<HostObject, { kind: K }> };

const isDifference = (change: Change): change is Difference =>
  change.action === 'create' ? change.removedBy === undefined : 'fields' in change;

/** The differences in objects of a kind. Those that a repair only deletes and creates again are none. */
export const differencesIn = <K extends KindName>({ diff }: CheckedNode, kind: K): Difference<K>[] =>
  diff.changes.filter((change): change is Difference<K> => isDifference(change) && change.to.kind === kind);

/** Whether the object is not there at all. */
export const isMissing = ({ action }: Difference): boolean => action === 'create';

/** The field by its name, if it differs. */
export const fieldChangeOf = (difference: Difference, name: string) =>
  difference.action === 'create' ? undefined : difference.fields.find(({ field }) => field === name);
