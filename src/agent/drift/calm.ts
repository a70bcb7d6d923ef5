/** So many comparisons because of one object come at once. */
const AT_ONCE = 4;

/** From so many on, somebody fights the agent. */
const FIGHT = 6;

const FIRST_MS = 1000;
const MOST_MS = 60_000;

/** An object that was left alone for so long after it was mended is no longer fought about. */
const FORGET_MS = 60_000;

/** A burst about more objects than this is counted as one thing. */
const MANY = 100;

interface Trouble {
  readonly count: number;
  /** When the comparison because of it comes, or came. */
  readonly due: number;
}

/** When comparisons are to be made because of a burst of events. */
export interface Comparisons {
  /** Milliseconds from now; none where each of its objects waits for a comparison already. */
  readonly waits: readonly number[];
  /** Whether it has just become a fight. */
  readonly isFight: boolean;
}

/**
 * How soon a comparison may follow what happened to the host: at once, so that drift is mended within a second; but when
 * another program changes the same object again and again, later and later. Other objects do not wait with it.
 */
export class Calm {
  readonly #troubles = new Map<string, Trouble>();

  /**
   * Counts a burst of events.
   * @param keys of the objects that it is about
   * @param now in milliseconds
   */
  take(keys: readonly string[], now: number): Comparisons {
    for (const [key, { due }] of this.#troubles) if (now - due > FORGET_MS) this.#troubles.delete(key);
    const waits = new Set<number>();
    let isFight = false;
    for (const key of keys.length > MANY ? ['many'] : new Set(keys)) {
      const before = this.#troubles.get(key);
      // What waits for a comparison is looked at then.
      if (before !== undefined && before.due > now) continue;
      const count = (before?.count ?? 0) + 1;
      const wait = waitFor(count);
      this.#troubles.set(key, { count, due: now + wait });
      waits.add(wait);
      isFight ||= count === FIGHT;
    }
    return { waits: [...waits], isFight };
  }
}

const waitFor = (count: number): number =>
  count <= AT_ONCE ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (count - AT_ONCE - 1));
