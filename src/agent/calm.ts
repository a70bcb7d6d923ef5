const WINDOW_MS = 60_000;

/** So many comparisons a minute because of one object come at once. */
const AT_ONCE = 4;

const FIRST_MS = 1000;
const MOST_MS = 60_000;

/** A burst about more objects than this is counted as one thing. */
const MANY = 100;

/**
 * How soon a comparison may follow what happened to the host: at once, so that drift is mended within a second; but when
 * another program changes the same object again and again, later and later.
 */
export class Calm {
  readonly #times = new Map<string, readonly number[]>();

  /**
   * Counts a burst of events.
   * @param keys of the objects that it is about
   * @param now in milliseconds
   * @returns the milliseconds to wait before the comparison, and how often in the last minute one of the objects changed
   */
  take(keys: readonly string[], now: number): { readonly wait: number; readonly count: number } {
    for (const [key, times] of this.#times) {
      const recent = times.filter((time) => now - time < WINDOW_MS);
      if (recent.length === 0) this.#times.delete(key);
      else this.#times.set(key, recent);
    }
    const things = keys.length > MANY ? ['many'] : new Set(keys);
    let count = 0;
    for (const key of things) {
      const times = [...(this.#times.get(key) ?? []), now];
      this.#times.set(key, times);
      count = Math.max(count, times.length);
    }
    const over = count - AT_ONCE;
    return { wait: over <= 0 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (over - 1)), count };
  }
}
