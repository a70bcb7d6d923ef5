import { ADDRESS_BITS, addressPart, familyOf, type LinkName, lengthOf } from '../net/index.ts';
import type { Change } from './change.ts';
import type { LinkAddress } from './kinds/address.ts';
import { isFlannelLink } from './kinds/link.ts';
import { isFlannelRuleset } from './kinds/ruleset.ts';
import type { HostObject } from './objects.ts';
import type { FlannelTraces, Ownership, Takeover } from './ownership.ts';
import { isOurs, keyOf, kindOf } from './registry.ts';

const isTrace = (object: HostObject, marks: Ownership): boolean =>
  kindOf(object).isTrace?.(object, marks) ?? false;

/** What flannel's leftovers are told by, where flanneld has been at work here. */
export function flannelHere(observed: readonly HostObject[], marks: Ownership): FlannelTraces | undefined {
  const { flannel } = marks;
  return flannel?.seen || observed.some((object) => isTrace(object, marks)) ? flannel : undefined;
}

/** flanneld gives its links the address of a host, and no other. */
const isHostAddress = ({ address }: LinkAddress): boolean =>
  lengthOf(address) === ADDRESS_BITS[familyOf(addressPart(address))];

/** Links of flanneld that are not wanted: those of a VNI or a family of before. */
export const leftoverLinks = (
  observed: readonly HostObject[],
  desired: ReadonlyMap<string, HostObject>,
): LinkName[] =>
  observed.flatMap((object) =>
    object.kind === 'link' &&
    isFlannelLink(object) &&
    !desired.has(keyOf(object)) &&
    observed.every((other) => other.kind !== 'address' || other.dev !== object.name || isHostAddress(other))
      ? [object.name]
      : [],
  );

/** Whether an object that is neither ours nor wanted is flannel's, and goes when a node is taken over. */
export const isLeftover = (object: HostObject, takeover: Takeover): boolean =>
  kindOf(object).isLeftover?.(object, takeover) ?? false;

/** Rules of others in what bears flannel's name: they stay as long as nobody has looked at them, and so does the rest. */
export function refuseStrangeRules(
  changes: Map<string, Change>,
  observed: readonly HostObject[],
  desired: ReadonlyMap<string, HostObject>,
  marks: Ownership,
): void {
  const met = new Set(
    [...changes.values()].flatMap((change) => ('from' in change ? [keyOf(change.from)] : [])),
  );
  for (const from of observed) {
    const key = keyOf(from);
    if (from.kind !== 'ruleset' || met.has(key) || desired.has(key)) continue;
    if (isOurs(from, marks) || isFlannelRuleset(from)) continue;
    const to = [...desired.values()].find(
      (object) => object.kind === 'ruleset' && object.family === from.family,
    );
    if (to !== undefined) changes.set(key, { action: 'conflict', key, from, to });
  }
}
