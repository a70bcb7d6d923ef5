import type { Ownership } from '../base/ownership.ts';
import type { HostObject } from '../objects/objects.ts';
import { keyOf, kindOf } from '../objects/registry.ts';
import type { Change, Diff, FieldChange, Planned } from './change.ts';
import { type ClaimPlace, type Claims, claim, flannelHere, type Surplus } from './claim.ts';
import { areIndependent, ofOneHost } from './independent.ts';
import { withMoments, withScaffolds } from './placement.ts';
import { withRecreated, withSecondaries } from './recreate.ts';
import { openPart } from './settled.ts';

/**
 * The changes that bring a host from `observed` to `desired`. Foreign objects are left out unless they are in the
 * place of a desired one. An object that the kernel deletes with another has a change of its own that creates it
 * again.
 */
export function diff(
  desired: readonly HostObject[],
  observed: readonly HostObject[],
  ownership: Ownership,
): Diff {
  const { flannel: _, ...marks } = ownership;
  // What is taken over depends on everything that is there.
  const isTakeover = flannelHere(observed, ownership) !== undefined;
  const settled = isTakeover ? undefined : settledDiff(desired, observed, marks);
  if (settled !== undefined) return settled;
  const claims = claim(desired, observed, ownership);
  const planned = plan(claims);
  if (planned.size === 0) return { changes: [], unchanged: claims.places.length };
  const lost = withRecreated(withScaffolds(planned, claims.found), claims);
  return inOrder(withMoments(withSecondaries(lost, claims), claims), claims);
}

/**
 * The diff of a host on which nearly everything matches: of 10,000 peers only what differs is compared. Undefined if its
 * changes may depend on what matches.
 */
function settledDiff(
  desired: readonly HostObject[],
  observed: readonly HostObject[],
  ownership: Ownership,
): Diff | undefined {
  const open = openPart(desired, observed, ownership);
  if (open === undefined) return undefined;
  const claims = claim(open.desired, open.observed, ownership);
  const planned = plan(claims);
  if (!areIndependent(planned, claims)) return undefined;
  const { changes, unchanged } = inOrder(withScaffolds(planned, ofOneHost(desired, observed)), claims);
  return { changes, unchanged: unchanged + open.settled };
}

/** The changes in the order of the desired objects; deletions come last. */
function inOrder(planned: Planned, { places, surplus }: Pick<Claims, 'places' | 'surplus'>): Diff {
  const built = places.flatMap(({ to }) => planned.get(to) ?? []);
  const rest = surplus.flatMap(({ from }) => planned.get(from) ?? []);
  return { changes: [...built, ...rest], unchanged: places.length - built.length };
}

/** The changes of each claim by itself, before any that follow from others. */
function plan({ places, surplus }: Claims): Planned {
  const planned = new Map<HostObject, Change>();
  for (const place of places) {
    const change = changeOf(place);
    if (change !== undefined) planned.set(place.to, change);
  }
  for (const one of surplus) planned.set(one.from, changeOfSurplus(one));
  return planned;
}

function changeOf(place: ClaimPlace): Change | undefined {
  const { to } = place;
  switch (place.claim) {
    case 'empty':
      return { action: 'create', key: keyOf(to), to };
    case 'kept':
      return undefined;
    case 'in the way':
      return {
        action: 'conflict',
        key: keyOf(to),
        from: place.from,
        to,
        ...(place.usedBy && { usedBy: place.usedBy }),
      };
    case 'adopted':
      return { action: 'adopt', key: keyOf(to), from: place.from, to, fields: compareFields(place.from, to) };
    case 'ours':
      return place.from === to || kindOf(to).isSame(place.from, to)
        ? undefined
        : changeOfOurs(place.from, to);
  }
}

function changeOfOurs(from: HostObject, to: HostObject): Change {
  const fields = compareFields(from, to);
  const fixed = kindOf(to).fixed(to);
  const action = fields.some(({ field }) => fixed.includes(field)) ? 'replace' : 'update';
  return { action, key: keyOf(to), from, to, fields };
}

const changeOfSurplus = (surplus: Surplus): Change =>
  surplus.claim === 'in the way'
    ? { action: 'conflict', key: keyOf(surplus.from), from: surplus.from, to: surplus.to }
    : { action: 'delete', key: keyOf(surplus.from), from: surplus.from };

/** The fields in which two objects of a kind differ; none can be named if they are of different kinds. */
function compareFields(from: HostObject, to: HostObject): FieldChange[] {
  if (from.kind !== to.kind) return [];
  const [before, after] = [kindOf(from).fields(from), kindOf(to).fields(to)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field] ?? '', to: after[field] ?? '' }));
}
