import type { LinkName } from '../../net/index.ts';
import type { FlannelTraces, Ownership, Takeover } from '../base/ownership.ts';
import { leftoverLinks, linkKind } from '../kinds/link.ts';
import { type HostIndex, indexOf } from '../objects/host-index.ts';
import type { HostObject } from '../objects/objects.ts';
import { keyOf, kindOf } from '../objects/registry.ts';

/**
 * What the object observed in a desired one's place is: ours; foreign and adopted; foreign and kept as it is; foreign
 * and a conflict.
 */
type PlaceClaim = 'ours' | 'adopted' | 'kept' | 'in the way';

/** A desired object and the observed object in its place, if there is one. */
export type ClaimPlace =
  | { readonly to: HostObject; readonly claim: 'empty' }
  | {
      readonly to: HostObject;
      readonly claim: PlaceClaim;
      readonly from: HostObject;
      /** What shows that the foreign object is in use. */
      readonly usedBy?: HostObject;
    };

/**
 * An observed object that is not desired and has to be deleted: ours, flannel's leftover, or foreign and in the way
 * of `to`.
 */
export type Surplus =
  | { readonly from: HostObject; readonly claim: 'ours' | 'leftover' }
  | { readonly from: HostObject; readonly claim: 'in the way'; readonly to: HostObject };

/** The classified objects of a host. An object in neither list is foreign and left alone. */
export interface Claims {
  readonly wanted: HostIndex;
  readonly found: HostIndex;
  /** In the order of the desired objects. */
  readonly places: readonly ClaimPlace[];
  /** In the order of the observed objects. */
  readonly surplus: readonly Surplus[];
}

/** The traces that flannel's leftovers are recognized by, if flanneld ran on this host. */
export function flannelHere(
  observed: readonly HostObject[],
  ownership: Ownership,
): FlannelTraces | undefined {
  const { flannel } = ownership;
  if (flannel === undefined || flannel.seen) return flannel;
  const isTrace = (object: HostObject): boolean => kindOf(object).isTrace?.(object, ownership) ?? false;
  return observed.some(isTrace) ? flannel : undefined;
}

interface Context {
  readonly wanted: HostIndex;
  readonly found: HostIndex;
  readonly ownership: Ownership;
  readonly takeover: Takeover;
}

/**
 * Classifies each observed object: whose it is, and whether it is in the place of a desired one. Links come first,
 * because adopting a link adopts what is on it.
 */
export function claim(
  desired: readonly HostObject[],
  observed: readonly HostObject[],
  ownership: Ownership,
): Claims {
  const links = linkNamesIn(desired);
  const [wanted, found] = [withoutImplied(desired, links), withoutImplied(observed, links)].map(indexOf) as [
    HostIndex,
    HostIndex,
  ];
  const flannel = flannelHere(found.objects, ownership);
  const seen = flannel === undefined ? {} : { flannel };
  const context = { wanted, found, ownership, takeover: { links: new Set<LinkName>(), ...seen } };
  const ofLinks = new Map(
    wanted.of(linkKind).map((link) => [link as HostObject, placeOf(link, linkKind.key(link), context)]),
  );
  const taken = takenLinks([...ofLinks.values()], context);
  const all = { ...context, takeover: { links: taken.all, ...seen } };
  const places = withAdoptedBeside(wanted.map((to, key) => ofLinks.get(to) ?? placeOf(to, key, all)));
  const own = { ...ownership, links: new Set([...ownership.links, ...taken.now]) };
  return { wanted, found, places, surplus: surplusOf(places, { ...all, ownership: own }, ownership) };
}

export const linkNamesIn = (objects: readonly HostObject[]): ReadonlySet<LinkName> =>
  new Set(objects.flatMap((object) => (object.kind === 'link' ? [object.name] : [])));

/** Objects without those that the kernel makes by itself, on links of ours. */
export const withoutImplied = (
  objects: readonly HostObject[],
  links: ReadonlySet<LinkName>,
): readonly HostObject[] => objects.filter((object) => !kindOf(object).isImplied?.(object, links));

/** Links that are adopted now, and those together with the links that an interrupted takeover had adopted. */
function takenLinks(
  places: readonly ClaimPlace[],
  { wanted, found, ownership, takeover: { flannel } }: Context,
): { readonly now: readonly LinkName[]; readonly all: ReadonlySet<LinkName> } {
  const adopted = places.flatMap(({ to, claim }) =>
    claim === 'adopted' && to.kind === 'link' ? [to.name] : [],
  );
  const now = [...adopted, ...(flannel === undefined ? [] : leftoverLinks({ wanted, found }))];
  // In an interrupted takeover, flannel's links are ours already, and what flannel had on them is still flannel's.
  return { now, all: new Set([...now, ...(flannel?.seen ? ownership.links : [])]) };
}

const CLAIMS = { adopt: 'adopted', keep: 'kept', conflict: 'in the way' } as const;

function placeOf(to: HostObject, key: string, { wanted, found, ownership, takeover }: Context): ClaimPlace {
  const kind = kindOf(to);
  const same = found.get(to.kind, key);
  if (same !== undefined && kind.isOurs(same, ownership)) return { to, claim: 'ours', from: same };
  const before = same === undefined ? kind.predecessor?.(to) : undefined;
  const from = before === undefined ? same : found.get(to.kind, before);
  if (from === undefined) return { to, claim: 'empty' };
  const foreign = kind.foreign(to, from, takeover, { wanted, found });
  const usedBy = foreign === 'conflict' ? kind.usedBy?.(to, from, { wanted, found }) : undefined;
  // The cast is sound because what was found is of the kinds of a host.
  return { to, claim: CLAIMS[foreign], from, ...(usedBy && { usedBy: usedBy as HostObject }) };
}

/** One observed object may hold two desired ones: a plain route that is adopted has its gateway. */
function withAdoptedBeside(places: readonly ClaimPlace[]): readonly ClaimPlace[] {
  const beside = new Map(
    places.flatMap((place) => {
      if (place.claim !== 'adopted' || place.from.kind !== place.to.kind) return [];
      const key = kindOf(place.to).alsoAdopts?.(place.to, place.from);
      return key === undefined ? [] : [[key, place.from] as const];
    }),
  );
  if (beside.size === 0) return places;
  return places.map((place) => {
    const from = place.claim === 'empty' ? beside.get(keyOf(place.to)) : undefined;
    return from === undefined ? place : { to: place.to, claim: 'adopted', from };
  });
}

/**
 * Objects that are not desired and are ours or flannel's leftovers; in a takeover also those in the way under
 * flannel's name.
 */
function surplusOf(
  places: readonly ClaimPlace[],
  { wanted, found, ownership: own, takeover }: Context,
  before: Ownership,
): Surplus[] {
  const met = new Set(
    places.flatMap((place) => (place.claim === 'empty' || place.claim === 'kept' ? [] : [place.from])),
  );
  return found.objects.flatMap((from): Surplus[] => {
    if (met.has(from) || wanted.like(from) !== undefined) return [];
    const kind = kindOf(from);
    const to =
      takeover.flannel === undefined || kind.isOurs(from, before)
        ? undefined
        : kind.obstructs?.(from, wanted);
    if (to !== undefined) return [{ from, claim: 'in the way', to }];
    const link = kind.goesOnlyWith?.(from);
    if (link !== undefined && !own.links.has(link)) return [];
    if (kind.isOurs(from, own)) return [{ from, claim: 'ours' }];
    return kind.isLeftover?.(from, takeover) ? [{ from, claim: 'leftover' }] : [];
  });
}
