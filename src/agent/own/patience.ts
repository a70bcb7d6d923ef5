/** How long a foreign write of this node's record is left, so that two programs do not overwrite each other in a loop. */
const CALM_MS = 5000;

/** The longest such wait: who writes again and again is answered later and later. */
const CALMEST_MS = 300_000;

/** A record that stayed for so long after it was restored is no longer fought about. */
const FORGET_MS = 600_000;

/** After a failed renewal the next try comes so much later, as flanneld's does (flannel-facts 3.4). */
const RETRY_MS = 60_000;

/** How long the keeper of a record waits before it writes: all in milliseconds. */
export class Patience {
  #calm = CALM_MS;
  #backAt = Number.NEGATIVE_INFINITY;
  #retry = CALM_MS;

  /** Before a record that is lost is restored. @param now in milliseconds */
  calm(now: number): number {
    if (now - this.#backAt > FORGET_MS) this.#calm = CALM_MS;
    return this.#calm;
  }

  /** The record was restored. @param now in milliseconds */
  returned(now: number): void {
    if (now - this.#backAt <= FORGET_MS) this.#calm = Math.min(CALMEST_MS, this.#calm * 2);
    this.#backAt = now;
  }

  /** A record was written, so that what fails next is tried again soon. */
  written(): void {
    this.#retry = CALM_MS;
  }

  /** After a write that failed. @param isLost whether nobody has the record now; a renewal comes long before it is needed */
  afterFailure(isLost: boolean): number {
    if (!isLost) return RETRY_MS;
    const wait = this.#retry;
    this.#retry = Math.min(RETRY_MS, wait * 2);
    return wait;
  }
}
