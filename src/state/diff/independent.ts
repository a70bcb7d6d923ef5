import type { AnyObject, Kind, Objects } from '../base/kind.ts';
import type { HostObject } from '../objects/objects.ts';
import { kindOf } from '../objects/registry.ts';
import type { Change, Planned } from './change.ts';
import { type Claims, linkNamesIn, withoutImplied } from './claim.ts';
import { lostNeedsIn } from './recreate.ts';

/** Whether a change of its action and kind is the same, whatever else matches. */
function isIndependent(change: Change): boolean {
  if (change.action !== 'create' && change.action !== 'update' && change.action !== 'delete') return false;
  const kind = kindOf('to' in change ? change.to : change.from);
  return kind.secondaries === undefined && kind.moment === undefined;
}

/**
 * Whether changes are complete without a look at the objects that match: none of these is lost with them, or decides
 * when one is made. So it is where peers come, go or move.
 */
export function areIndependent(planned: Planned, { found }: Claims): boolean {
  for (const change of planned.values()) if (!isIndependent(change)) return false;
  return lostNeedsIn(planned, found).size === 0;
}

/** The observed objects of a kind, without what the kernel makes by itself: for few questions, without an index. */
export function ofOneHost(
  desired: readonly HostObject[],
  observed: readonly HostObject[],
): Pick<Objects, 'of'> {
  const links = linkNamesIn(desired);
  // The cast is sound because `kind` names the type of an object.
  const of = <T extends AnyObject>({ kind }: Kind<T>): readonly T[] =>
    withoutImplied(
      observed.filter((object) => object.kind === kind),
      links,
    ) as readonly AnyObject[] as readonly T[];
  return { of };
}
