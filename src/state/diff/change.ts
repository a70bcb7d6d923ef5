import type { Scaffold } from '../base/kind.ts';
import type { HostObject } from '../objects/objects.ts';
import { keyOf } from '../objects/registry.ts';

export interface FieldChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

interface Base {
  readonly key: string;
  /** Objects that exist only while the change is made. */
  readonly scaffold?: Scaffold;
}

/** A change that brings one object from its observed to its desired state. */
export type Change = Base &
  (
    | {
        readonly action: 'create';
        readonly to: HostObject;
        /** The key of the object that the kernel deletes it with, if it is only created again. */
        readonly removedBy?: string;
      }
    | {
        readonly action: 'update' | 'replace' | 'adopt';
        /** The observed object. One that is adopted may have another key, and be of another kind. */
        readonly from: HostObject;
        readonly to: HostObject;
        readonly fields: readonly FieldChange[];
      }
    | {
        readonly action: 'delete';
        readonly from: HostObject;
        readonly removedBy?: string;
        /** Whether it is deleted before or after the objects of its kind are created; absent: at the end. */
        readonly moment?: 'before' | 'after';
      }
    | {
        readonly action: 'conflict';
        readonly from: HostObject;
        readonly to: HostObject;
        /** What shows that it is in use, where it could be taken over otherwise. */
        readonly usedBy?: HostObject;
      }
  );

export type Action = Change['action'];

export interface Diff {
  readonly changes: readonly Change[];
  /** How many objects match the desired state. */
  readonly unchanged: number;
}

/** Changes by their object: the desired one, or the observed one where none is desired. */
export type Planned = ReadonlyMap<HostObject, Change>;

/** A plan with more changes, or with others in their place. Most plans get none, and are not copied. */
export const planWith = (planned: Planned, changes: Planned): Planned =>
  changes.size === 0 ? planned : new Map([...planned, ...changes]);

/** The objects that a change creates, deletes or changes, before and after it; none for a conflict. */
export const objectsOf = (change: Change): HostObject[] =>
  change.action === 'conflict'
    ? []
    : [...('from' in change ? [change.from] : []), ...('to' in change ? [change.to] : [])];

/** The keys of the objects that a change touches: its own, the one it replaces, and its scaffold. */
export function keysOf(change: Change): string[] {
  const keys = [change.key];
  if ('from' in change) keys.push(keyOf(change.from));
  if (change.scaffold !== undefined) keys.push(change.scaffold.key);
  return keys.length === 1 ? keys : [...new Set(keys)];
}
