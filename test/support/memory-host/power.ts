/** What stops a run: power that goes before the n-th effect. What comes after never happens, and never returns. */
export interface Power {
  /** How many effects there were. */
  readonly count: () => number;
  /** Does what changes something; `half` is what an interruption may leave of it. */
  readonly effect: (name: string, act: () => void, half?: () => void) => Promise<void>;
  /** What happened, effect by effect. */
  readonly names: readonly string[];
  /** Does work, unless the power goes first: undefined then. */
  readonly during: <T>(work: () => Promise<T>) => Promise<{ readonly value: T } | undefined>;
}

const NEVER = new Promise<never>(() => {});

/** @param cutBefore the effect, from 1 on, before which the power goes; 0: it stays @param leavesHalf whether half of that effect is done */
export function powerFor(cutBefore: number, leavesHalf = false): Power {
  const names: string[] = [];
  let isCut = false;
  let cut: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    cut = resolve;
  });
  return {
    names,
    count: () => names.length,
    effect: async (name, act, half) => {
      if (!isCut && names.length + 1 === cutBefore) {
        isCut = true;
        if (leavesHalf) half?.();
        cut();
      }
      if (isCut) return NEVER;
      names.push(name);
      act();
    },
    during: async (work) => Promise.race([work().then((value) => ({ value })), gone.then(() => undefined)]),
  };
}
