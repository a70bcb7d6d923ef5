/** Waits that grow from try to try, in milliseconds, with a random part so that many nodes do not try at once. */
export class BackOff {
  readonly #first: number;
  readonly #most: number;
  readonly #random: (below: number) => number;
  #next: number;

  constructor(first: number, most: number, random: (below: number) => number) {
    this.#first = first;
    this.#most = most;
    this.#random = random;
    this.#next = first;
  }

  /** The wait before the next try: between half of the grown time and all of it. */
  wait(): number {
    const now = this.#next;
    this.#next = Math.min(this.#most, now * 2);
    return Math.ceil(now / 2) + this.#random(Math.floor(now / 2) + 1);
  }

  reset(): void {
    this.#next = this.#first;
  }
}
