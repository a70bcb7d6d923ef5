import type { Objects } from '../base/kind.ts';
import { isShared, type Need } from '../base/needs.ts';
import type { ForeignObject } from '../objects/foreign.ts';
import { indexOf } from '../objects/host-index.ts';
import type { HostObject } from '../objects/objects.ts';
import { keyOf, kindOf } from '../objects/registry.ts';
import { cascade, type HasNeeds, type LostNeeds } from './cascade.ts';
import type { Change } from './change.ts';

/** A foreign object and what it depends on: the kernel deletes it with any of these. */
export interface Dependent extends HasNeeds {
  readonly foreign: ForeignObject;
  /** Its key, if it is of a kind that is observed. */
  readonly object?: string;
}

/** A foreign object that the kernel deletes with one of ours. */
export interface Collateral extends Pick<Dependent, 'foreign'> {
  /** The key of our object that it is deleted with. */
  readonly removedBy: string;
}

/** The needs that changes take away, even for a moment (kernel-facts 3.1, 3.2). */
export function lostNeedsOf(changes: readonly Change[], observed: readonly HostObject[]): LostNeeds {
  const staying = whenAsked(() => indexOf(stayingObjects(changes, observed)));
  const lost = new Map<Need, string>();
  for (const change of changes) {
    const cause = 'removedBy' in change && change.removedBy !== undefined ? change.removedBy : change.key;
    for (const need of needsLost(change, staying))
      if (isShared(need) && !lost.has(need)) lost.set(need, cause);
  }
  return lost;
}

/** Objects that are indexed when they are first asked for: most changes take nothing away, and ask for none. */
function whenAsked(make: () => Objects): Objects {
  let made: Objects | undefined;
  const objects = (): Objects => (made ??= make());
  return { of: (kind) => objects().of(kind), has: (kind, object) => objects().has(kind, object) };
}

/** Objects that exist during all the changes, and those that are created before others are deleted. */
function stayingObjects(changes: readonly Change[], observed: readonly HostObject[]): HostObject[] {
  const gone = new Set(changes.filter((change) => goneBy(change) !== undefined).map(({ key }) => key));
  const stay = observed.filter((object) => !gone.has(keyOf(object)));
  const come = changes.flatMap((change) => ('to' in change && !gone.has(change.key) ? [change.to] : []));
  const tooLate = new Set(
    changes.flatMap((change) =>
      change.action === 'delete' && change.moment === 'before' && 'dev' in change.from
        ? [change.from.dev]
        : [],
    ),
  );
  return [...stay, ...come.filter((object) => !('dev' in object) || !tooLate.has(object.dev))];
}

/** The object that a change deletes, for good or until it is created again. */
function goneBy(change: Change): HostObject | undefined {
  switch (change.action) {
    case 'create':
      return change.removedBy === undefined ? undefined : change.to;
    case 'delete':
    case 'replace':
      return change.from;
    default:
      return undefined;
  }
}

/** What a change takes away. Nothing depends on a new object yet. */
function needsLost(change: Change, staying: Objects): readonly Need[] {
  const gone = goneBy(change);
  if (gone !== undefined) return kindOf(gone).loses(gone, undefined, staying);
  if (change.action !== 'update' && change.action !== 'adopt') return [];
  const { from, to } = change;
  return from.kind === to.kind ? kindOf(from).loses(from, to, staying) : [];
}

/**
 * The foreign objects that the kernel deletes because of lost needs.
 * @param dependents those that others depend on before those that depend on them
 */
export const collateralOf = (lost: LostNeeds, dependents: readonly Dependent[]): Collateral[] =>
  cascade(lost, dependents).map(({ object: { foreign }, removedBy }) => ({ foreign, removedBy }));
