import type { NodeName } from '../../net/index.ts';
import { indexOf } from '../objects/host-index.ts';
import { type HostObject, isPeerObject } from '../objects/objects.ts';
import { cascade } from './cascade.ts';
import type { Change } from './change.ts';
import { resting } from './resting.ts';

/** The part of a change that can be made although foreign objects are in the way of another part. */
interface PossiblePart {
  readonly desired: readonly HostObject[];
  readonly changes: readonly Change[];
}

/**
 * Leaves out of a change what foreign objects are in the way of, and what needs that: without flannel.1 there are no
 * routes by it, but without a route to one peer there are those to the others.
 * @param refused peers that nothing is made or changed for
 */
export function withoutConflicts(
  desired: readonly HostObject[],
  changes: readonly Change[],
  refused: ReadonlySet<NodeName> = new Set(),
): PossiblePart {
  const isOfRefused = (object: HostObject): boolean =>
    isPeerObject(object) && object.peer !== undefined && refused.has(object.peer);
  const conflicts = changes.filter(
    (change) => change.action === 'conflict' || ('to' in change && isOfRefused(change.to)),
  );
  if (conflicts.length === 0) return { desired, changes };
  const wanted = indexOf(desired);
  const objects = desired.map((object) => resting(object, wanted));
  const inTheWay = new Map(conflicts.map((change) => [toOf(change), change.key]));
  const missing = new Map(
    objects.flatMap(({ itself, offers }) => {
      const key = inTheWay.get(itself);
      return key === undefined ? [] : offers.map((need) => [need, key] as const);
    }),
  );
  const hindered = new Set([
    ...inTheWay.keys(),
    ...cascade(missing, objects).map(({ object }) => object.itself),
  ]);
  const possible = changes.filter((change) => !hindered.has(toOf(change)));
  // What needs a missing object and is there already stays as it is.
  const left = new Set(changes.map(toOf).filter((to) => hindered.has(to)));
  return { desired: desired.filter((object) => !left.has(object)), changes: possible };
}

/** The desired object of a change; of a deletion the one that goes. */
const toOf = (change: Change): HostObject => ('to' in change ? change.to : change.from);
