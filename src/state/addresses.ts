import { addressPart, familyOf, type LinkName, lengthOf, prefixOf } from '../net/index.ts';
import type { Change } from './change.ts';
import type { LinkAddress } from './kinds/address.ts';
import type { HostObject } from './objects.ts';
import { keyOf } from './registry.ts';

/** The protocol of routes that the kernel makes by itself (RTPROT_KERNEL). */
const KERNEL = 2;

const isConnected = (object: HostObject, links: ReadonlySet<LinkName>): boolean =>
  object.kind === 'route' &&
  object.protocol === KERNEL &&
  object.via === undefined &&
  object.dev !== undefined &&
  links.has(object.dev);

/** Objects without the kernel's own routes to the subnets of addresses on some links: with these they come and go. */
export const withoutConnected = (
  objects: readonly HostObject[],
  links: ReadonlySet<LinkName>,
): readonly HostObject[] => objects.filter((object) => !isConnected(object, links));

const isMate = (a: LinkAddress, b: LinkAddress): boolean =>
  a.dev === b.dev &&
  familyOf(addressPart(a.address)) === 4 &&
  lengthOf(a.address) === lengthOf(b.address) &&
  prefixOf(addressPart(a.address), lengthOf(a.address)) ===
    prefixOf(addressPart(b.address), lengthOf(b.address));

const isOfFamily = (a: LinkAddress, b: LinkAddress): boolean =>
  familyOf(addressPart(a.address)) === familyOf(addressPart(b.address));

/** The address that a change takes off a link, by itself and not along with something else. */
function goneBy(change: Change): LinkAddress | undefined {
  if (change.action !== 'delete' || change.lostWith !== undefined) return undefined;
  return change.from.kind === 'address' ? change.from : undefined;
}

/**
 * With the first IPv4 address of a subnet that a link has, the kernel takes the others of that subnet, unless
 * promote_secondaries says otherwise (6.18): those that are to stay are put back.
 */
export function putBackSecondaries(
  changes: Map<string, Change>,
  before: ReadonlyMap<string, HostObject>,
  after: ReadonlyMap<string, HostObject>,
): void {
  const addresses = [...before.values()].filter((object) => object.kind === 'address');
  for (const change of [...changes.values()]) {
    const gone = goneBy(change);
    if (gone === undefined) continue;
    const mates = addresses.filter((other) => isMate(gone, other)).map(keyOf);
    if (mates[0] !== change.key) continue;
    for (const key of mates) {
      const to = changes.has(key) ? undefined : after.get(key);
      if (to !== undefined) changes.set(key, { action: 'create', key, to, lostWith: change.key });
    }
  }
}

/**
 * An address that goes while its link keeps others goes among what is built: right after its successor has come, so
 * that routes and gateways find its place free; or right before, where it would take its successor along.
 */
export function placeAddresses(changes: Map<string, Change>, after: ReadonlyMap<string, HostObject>): void {
  const wanted = [...after.values()].filter((object) => object.kind === 'address');
  for (const change of [...changes.values()]) {
    const gone = goneBy(change);
    if (gone === undefined || change.action !== 'delete') continue;
    const mates = wanted.filter((other) => isMate(gone, other)).map(keyOf);
    const isFirst = mates.some((key) => changes.get(key)?.action === 'create');
    const isKept = wanted.some((other) => other.dev === gone.dev && isOfFamily(gone, other));
    if (isFirst || isKept) changes.set(change.key, { ...change, moment: isFirst ? 'before' : 'after' });
  }
}
