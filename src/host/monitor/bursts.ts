/** Values that arrive within some milliseconds of each other, in one array. */
export interface Bursts<T> {
  readonly push: (values: readonly T[]) => void;
  /** Ends when `stop` is aborted. */
  readonly arrays: () => AsyncGenerator<readonly T[], void>;
}

/**
 * How long after its last value a burst ends, and its longest time. The kernel deletes a link with what is on it in
 * several steps, with pauses of 10 ms (6.18).
 */
const QUIET_MS = 20;
const LONGEST_MS = 100;

/**
 * A burst of so many values may last longer: a flush of 10,000 entries takes 700 ms, and what is read of a host in the
 * middle of it is soon wrong.
 */
const MANY = 100;
const LONGEST_OF_MANY_MS = 1000;

/** Collects values into bursts. The time of a burst's end does not grow with its values. */
export function collectBursts<T>(stop: AbortSignal): Bursts<T> {
  let waiting: T[] = [];
  let began = 0;
  let isOver = false;
  let [timer, check]: [NodeJS.Timeout?, NodeJS.Immediate?] = [];
  let wake = (): void => {};
  const cancel = (): void => {
    clearTimeout(timer);
    clearImmediate(check);
  };
  const end = (): void => {
    cancel();
    isOver = true;
    wake();
  };
  const delay = (ms: number): void => {
    cancel();
    // A process that was busy runs its timers before it reads what has arrived meanwhile; an immediate runs after that.
    timer = setTimeout(() => (check = setImmediate(end)), ms);
  };
  const push = (values: readonly T[]): void => {
    if (values.length === 0 || stop.aborted) return;
    if (waiting.length === 0) began = performance.now();
    for (const value of values) waiting.push(value);
    const longest = waiting.length < MANY ? LONGEST_MS : LONGEST_OF_MANY_MS;
    const left = began + longest - performance.now();
    // Values that arrive at every turn of the event loop would put off its end for ever.
    if (left <= 0) end();
    else delay(Math.min(QUIET_MS, left));
  };
  async function* arrays(): AsyncGenerator<readonly T[], void> {
    stop.addEventListener('abort', () => wake(), { once: true });
    while (!stop.aborted) {
      if (isOver) {
        const burst = waiting;
        [waiting, isOver] = [[], false];
        yield burst;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
    cancel();
  }
  return { push, arrays };
}
