const WINDOW_MS = 60_000;

/** So many comparisons a minute come at once. */
const AT_ONCE = 4;

const FIRST_MS = 1000;
const MOST_MS = 60_000;

/**
 * How soon a comparison may follow what happened to the host: at once, so that drift is mended within a second; but when
 * another program changes the host again and again, later and later.
 */
export class Calm {
  #times: number[] = [];

  /** Counts a comparison; the milliseconds to wait before it. @param now in milliseconds */
  delay(now: number): number {
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MS), now];
    const over = this.#times.length - AT_ONCE;
    return over <= 0 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (over - 1));
  }

  /** How many there were in the last minute. */
  get count(): number {
    return this.#times.length;
  }
}
