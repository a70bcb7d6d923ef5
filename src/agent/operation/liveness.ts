/** What the agent is at, so that one can tell whether it is stuck. */
export interface Liveness {
  /** Runs a step of the main loop, which counts as stuck when it takes too long. */
  readonly during: <T>(step: string, work: () => Promise<T>) => Promise<T>;
  /** Why the agent counts as stuck: the steps and their seconds; none if it is alive. */
  readonly stuckIn: () => readonly string[];
}

/**
 * Tells whether the agent is alive by the steps it is in, because an agent with nothing to do rests for minutes. Whoever
 * asks shows by the answer that the event loop moves.
 * @param limit how long a step may take, in seconds
 * @param now milliseconds of a clock that nobody sets
 */
export function makeLiveness(limit: number, now: () => number = () => performance.now()): Liveness {
  const running = new Set<{ readonly step: string; readonly began: number }>();
  return {
    during: async (step, work) => {
      const one = { step, began: now() };
      running.add(one);
      try {
        return await work();
      } finally {
        running.delete(one);
      }
    },
    stuckIn: () =>
      [...running]
        .map(({ step, began }) => ({ step, seconds: Math.floor((now() - began) / 1000) }))
        .filter(({ seconds }) => seconds >= limit)
        .map(({ step, seconds }) => `${step} has been running for ${seconds} s`),
  };
}
