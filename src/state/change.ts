import type { Scaffold } from './kind.ts';
import type { HostObject } from './objects.ts';
import { keyOf } from './registry.ts';

export interface FieldChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

interface Base {
  readonly key: string;
  /** What has to stand while it is made. */
  readonly scaffold?: Scaffold;
}

/** What it takes to get one object from how it is to how it should be. */
export type Change = Base &
  (
    | {
        readonly action: 'create';
        readonly to: HostObject;
        /** What the kernel takes it along with, if it is only put back. */
        readonly lostWith?: string;
      }
    | {
        readonly action: 'update' | 'replace' | 'adopt';
        /** What is adopted may be of another key, and of another kind: what the new object takes the place of. */
        readonly from: HostObject;
        readonly to: HostObject;
        readonly fields: readonly FieldChange[];
      }
    | {
        readonly action: 'delete';
        readonly from: HostObject;
        readonly lostWith?: string;
        /** It goes before or after what is built of its kind; absent: at the end. */
        readonly moment?: 'before' | 'after';
      }
    | { readonly action: 'conflict'; readonly from: HostObject; readonly to: HostObject }
  );

export type Action = Change['action'];

export interface Diff {
  readonly changes: readonly Change[];
  /** How many objects are as they should be. */
  readonly unchanged: number;
}

/** Changes by what they are about: the desired object, or the observed one where none is desired. */
export type Planned = ReadonlyMap<HostObject, Change>;

/** A plan with some changes more, or others in their place. Most have none, and are not copied. */
export const planWith = (planned: Planned, changes: Planned): Planned =>
  changes.size === 0 ? planned : new Map([...planned, ...changes]);

/** What a change makes, deletes or changes, as it was and as it is to be; nothing, of a conflict. */
export const objectsOf = (change: Change): HostObject[] =>
  change.action === 'conflict'
    ? []
    : [...('from' in change ? [change.from] : []), ...('to' in change ? [change.to] : [])];

/** The keys of what a change touches: its object's, that of one whose place it takes, and what is there in between. */
export function keysOf(change: Change): string[] {
  const keys = [change.key];
  if ('from' in change) keys.push(keyOf(change.from));
  if (change.scaffold !== undefined) keys.push(change.scaffold.key);
  return keys.length === 1 ? keys : [...new Set(keys)];
}
