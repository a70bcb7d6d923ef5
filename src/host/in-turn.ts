import os from 'node:os';

type Gate = <T>(call: () => Promise<T>) => Promise<T>;

/** Calls when fewer than so many other calls through this gate are under way. Must not be nested. */
function gate(atATime: number): Gate {
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

/** For what holds a file open: a shell may allow few descriptors, and a host has thousands of processes to look at. */
export const inTurn = gate(8);

/** For a child process, which takes some descriptors while it runs. */
export const toolInTurn = gate(Math.max(8, 2 * os.availableParallelism()));
