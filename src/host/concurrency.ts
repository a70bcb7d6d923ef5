import os from 'node:os';

type ConcurrencyLimit = <T>(call: () => Promise<T>) => Promise<T>;

/** Makes a function that runs calls with a limit on how many run at a time. Calls must not be nested. */
export function concurrencyLimit(atATime: number): ConcurrencyLimit {
  let open = 0;
  const waiting: (() => void)[] = [];
  return async (call) => {
    if (open >= atATime) await new Promise<void>((resolve) => waiting.push(resolve));
    else open += 1;
    try {
      return await call();
    } finally {
      const next = waiting.shift();
      if (next === undefined) open -= 1;
      else next();
    }
  };
}

/**
 * For calls that hold a file open, because a shell may allow few descriptors and a host may have thousands of
 * processes.
 */
export const limitOpenFiles = concurrencyLimit(8);

/** For child processes, which need several descriptors each while they run. */
export const limitProcesses = concurrencyLimit(Math.max(8, 2 * os.availableParallelism()));
