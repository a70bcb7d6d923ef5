import type { Ownership } from '../base/ownership.ts';
import type { HostObject } from '../objects/objects.ts';
import { isOurs, keyOf } from '../objects/registry.ts';

/** The objects that still have to be compared, beside the settled ones, which are there as they have to be. */
export interface OpenPart {
  readonly desired: readonly HostObject[];
  readonly observed: readonly HostObject[];
  readonly settled: number;
}

/**
 * What is left to compare without the desired objects that are ours and were observed as themselves. Undefined if there are none, or
 * if something else that was observed has the identity of one, and only a full comparison can say whose it is.
 */
export function openPart(
  desired: readonly HostObject[],
  observed: readonly HostObject[],
  ownership: Ownership,
): OpenPart | undefined {
  const unclaimed = new Set(observed);
  const settled: HostObject[] = [];
  const open: HostObject[] = [];
  for (const object of desired)
    if (isOurs(object, ownership) && unclaimed.delete(object)) settled.push(object);
    else open.push(object);
  if (settled.length === 0) return undefined;
  const rest = [...unclaimed];
  if (haveIdentityOf(rest, settled)) return undefined;
  return { desired: open, observed: rest, settled: settled.length };
}

/** Only the identities of few objects are looked up, so that none are made for the many. */
function haveIdentityOf(rest: readonly HostObject[], settled: readonly HostObject[]): boolean {
  const kinds = new Set(rest.map(({ kind }) => kind));
  const keys = new Set(rest.map(keyOf));
  for (const object of settled) if (kinds.has(object.kind) && keys.has(keyOf(object))) return true;
  return false;
}
