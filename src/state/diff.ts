import type { Marks } from './kind.ts';
import type { HostObject } from './objects.ts';
import { keyOf, kindOf } from './registry.ts';

export interface FieldChange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

interface Base {
  readonly key: string;
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
        readonly from: HostObject;
        readonly to: HostObject;
        readonly fields: readonly FieldChange[];
      }
    | { readonly action: 'delete'; readonly from: HostObject; readonly lostWith?: string }
    | { readonly action: 'conflict'; readonly from: HostObject; readonly to: HostObject }
  );

export type Action = Change['action'];

export interface Diff {
  readonly changes: readonly Change[];
  /** How many objects are as they should be. */
  readonly unchanged: number;
}

function compareFields(from: HostObject, to: HostObject): FieldChange[] {
  const [before, after] = [kindOf(from).fields(from), kindOf(to).fields(to)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field] ?? '', to: after[field] ?? '' }));
}

function compare(from: HostObject, to: HostObject, marks: Marks): Change | undefined {
  const key = keyOf(to);
  const kind = kindOf(to);
  const fields = compareFields(from, to);
  if (!kind.isOurs(from, marks)) {
    const verdict = kind.foreign(to, from, fields.length === 0);
    if (verdict === 'conflict') return { action: 'conflict', key, from, to };
    return verdict === 'adopt' ? { action: 'adopt', key, from, to, fields } : undefined;
  }
  if (fields.length === 0) return undefined;
  const action = fields.some(({ field }) => kind.fixed.includes(field)) ? 'replace' : 'update';
  return { action, key, from, to, fields };
}

/** Objects by the identity the kernel uses. */
export const byKey = (objects: readonly HostObject[]): Map<string, HostObject> =>
  new Map(objects.map((object) => [keyOf(object), object]));

/**
 * What it takes to get from `observed` to `desired`. Objects of others are left out unless they stand where ours
 * should. What the kernel will take away with another object is put back by a change of its own.
 */
export function diff(desired: readonly HostObject[], observed: readonly HostObject[], marks: Marks): Diff {
  const before = byKey(observed);
  const after = byKey(desired);
  const changes = new Map<string, Change>();
  for (const [key, to] of after) {
    const from = before.get(key);
    const change: Change | undefined =
      from === undefined ? { action: 'create', key, to } : compare(from, to, marks);
    if (change !== undefined) changes.set(key, change);
  }
  refuseUsedLinks(changes, observed, after);
  const own = marksWithAdopted(marks, changes);
  for (const [key, from] of before) {
    if (!after.has(key) && kindOf(from).isOurs(from, own)) changes.set(key, { action: 'delete', key, from });
  }
  addCascades(changes, before, after);
  const unchanged = [...after.keys()].filter((key) => !changes.has(key)).length;
  // In the order of the desired state, what is put back too; then what goes, in the order it was observed.
  const keys = new Set([...after.keys(), ...before.keys()]);
  return { changes: [...keys].flatMap((key) => changes.get(key) ?? []), unchanged };
}

/** A link that is adopted becomes ours with everything on it. */
function marksWithAdopted(marks: Marks, changes: ReadonlyMap<string, Change>): Marks {
  const adopted = [...changes.values()].flatMap((change) =>
    change.action === 'adopt' && change.to.kind === 'link' ? [change.to.name] : [],
  );
  return { ...marks, links: new Set([...marks.links, ...adopted]) };
}

/** A link that somebody else has an address of their own on is in use, and is not taken over. */
function refuseUsedLinks(
  changes: Map<string, Change>,
  observed: readonly HostObject[],
  after: ReadonlyMap<string, HostObject>,
): void {
  for (const [key, change] of changes) {
    if (change.action !== 'adopt' || change.to.kind !== 'link') continue;
    const { name } = change.to;
    const isUsed = observed.some(
      (object) => object.kind === 'address' && object.dev === name && !after.has(keyOf(object)),
    );
    if (isUsed) changes.set(key, { action: 'conflict', key, from: change.from, to: change.to });
  }
}

/** Objects that the kernel takes along when another one is deleted, replaced or changed (kernel-facts 3.1, 3.2). */
function addCascades(
  changes: Map<string, Change>,
  before: Map<string, HostObject>,
  after: Map<string, HostObject>,
): void {
  for (const change of [...changes.values()]) {
    if (!('from' in change) || change.action === 'conflict') continue;
    const { from, key: lostWith } = change;
    const to = change.action === 'update' || change.action === 'adopt' ? change.to : undefined;
    const kind = kindOf(from);
    if (kind.takesAlong === undefined) continue;
    for (const [key, victim] of before) {
      if (!kind.takesAlong(from, to, victim)) continue;
      const lost = lostChange(changes.get(key), key, victim, after.get(key), lostWith, change.action);
      if (lost !== undefined) changes.set(key, lost);
    }
  }
}

function lostChange(
  planned: Change | undefined,
  key: string,
  victim: HostObject,
  wanted: HostObject | undefined,
  lostWith: string,
  action: Action,
): Change | undefined {
  // A link that goes is taken away last: by then what was on it is deleted, or has moved to another.
  if (action === 'delete' || planned?.action === 'create' || planned?.action === 'conflict') return undefined;
  if (wanted !== undefined) return { action: 'create', key, to: wanted, lostWith };
  return planned?.action === 'delete' ? { action: 'delete', key, from: victim, lostWith } : undefined;
}
