import type { Need } from '../base/needs.ts';

/** An object that depends on others. */
export interface HasNeeds {
  /** The kernel deletes it as soon as one of these is lost. */
  readonly needs: readonly Need[];
  /** What is lost with it in turn. */
  readonly offers: readonly Need[];
  /** A nexthop group loses members one by one, and exists until it has lost the last. */
  readonly isGroup?: true;
}

/** Needs that are lost, each with the key of our object that it is lost with. */
export type LostNeeds = ReadonlyMap<Need, string>;

/** An object that is deleted with another, and the key of our object that causes it. */
export interface CascadeLoss<T> {
  readonly object: T;
  readonly removedBy: string;
}

/**
 * The objects that the kernel deletes because of lost needs, ours and foreign ones.
 * @param resting those that others depend on before those that depend on them
 */
export function cascade<T extends HasNeeds>(first: LostNeeds, resting: readonly T[]): CascadeLoss<T>[] {
  const lost = new Map(first);
  return resting.flatMap((object) => {
    const { needs, offers, isGroup } = object;
    const gone = needs.filter((need) => lost.has(need));
    const [first] = gone;
    const removedBy = first === undefined ? undefined : lost.get(first);
    if (removedBy === undefined) return [];
    const isGone = !isGroup || gone.length === needs.length;
    if (isGone) for (const offer of offers) lost.set(offer, removedBy);
    return [{ object, removedBy }];
  });
}
