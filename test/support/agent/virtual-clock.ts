import { setImmediate } from 'node:timers/promises';
import type { AgentClock } from '../../../src/agent/index.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that passes only when a test says so. */
export class VirtualClock implements AgentClock {
  /** What timers go by. */
  #now = 0;
  /** How much later it is by the clock of the day, which anybody may set. */
  #later = 0;
  readonly #sleepers = new Set<Sleeper>();

  readonly now = (): number => this.#now + this.#later;

  readonly sleep = async (milliseconds: number, stop: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (stop.aborted) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { until: this.#now + milliseconds, wake };
      this.#sleepers.add(sleeper);
      stop.addEventListener('abort', wake, { once: true });
    });

  /** Sets the clock of the day; timers don't go by it. */
  set(later: number): void {
    this.#later += later;
  }

  /** Lets time pass, from one sleeper's end to the next. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (;;) {
      const [next] = [...this.#sleepers].sort((a, b) => a.until - b.until);
      if (next === undefined || next.until > end) break;
      this.#now = next.until;
      next.wake();
      await settled();
    }
    this.#now = end;
  }
}

/** What can go on without time does. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await setImmediate();
}
