import type { Log } from '../operation/log.ts';
import type { AgentSettings } from '../settings.ts';

/** Waits that grow from try to try, in milliseconds, with a random part so that many nodes do not try at once. */
class BackOff {
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

/** Tries at one piece of work that fails: each failure is logged when it is another than before, and the waits grow. */
export class Tries {
  readonly #log: Log;
  readonly #backOff: BackOff;
  #said = '';

  /** @param first the wait after the first failure, in milliseconds @param most the longest */
  constructor({ log, random }: Pick<AgentSettings, 'log' | 'random'>, first: number, most: number) {
    this.#log = log;
    this.#backOff = new BackOff(first, most, random);
  }

  /** Whether the last try failed. */
  get isFailing(): boolean {
    return this.#said !== '';
  }

  /** One failed. @returns how long to wait before the next, in milliseconds */
  failed(message: string): number {
    if (message !== this.#said) this.#log('error', message);
    this.#said = message;
    return this.wait();
  }

  /** How long to wait where nothing failed that is to be told, in milliseconds. */
  wait(): number {
    return this.#backOff.wait();
  }

  /** One succeeded, which may not be for good: a failure is told again. */
  succeeded(): void {
    this.#said = '';
  }

  /** It works for good: a failure is told again, and the next wait is short. */
  calmDown(): void {
    this.succeeded();
    this.#backOff.reset();
  }
}

/** Tries at changes of this node: between a second and a minute apart. */
export const triesAtChanges = (settings: Pick<AgentSettings, 'log' | 'random'>): Tries =>
  new Tries(settings, 1000, 60_000);
