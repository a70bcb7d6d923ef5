import type { Need } from './needs.ts';

/** Something that rests on other things. */
export interface Resting {
  /** It goes as soon as one of these goes. */
  readonly needs: readonly Need[];
  /** What goes with it in turn. */
  readonly offers: readonly Need[];
  /** A group of nexthops only loses members, and is there for others until it has lost the last. */
  readonly isGroup?: true;
}

/** What can't be rested on any more, each with the key of the object of ours by which it goes. */
export type Losses = ReadonlyMap<Need, string>;

/** Something that goes along, and the key of what of ours takes it along. */
export interface Lost<T> {
  readonly object: T;
  readonly lostWith: string;
}

/**
 * What goes along with what goes, be it ours or foreign.
 * @param resting those that others rest on before those that rest on them
 */
export function cascade<T extends Resting>(losses: Losses, resting: readonly T[]): Lost<T>[] {
  const lost = new Map(losses);
  return resting.flatMap((object) => {
    const { needs, offers, isGroup } = object;
    const gone = needs.filter((need) => lost.has(need));
    const [first] = gone;
    const lostWith = first === undefined ? undefined : lost.get(first);
    if (lostWith === undefined) return [];
    const isGone = !isGroup || gone.length === needs.length;
    if (isGone) for (const offer of offers) lost.set(offer, lostWith);
    return [{ object, lostWith }];
  });
}
