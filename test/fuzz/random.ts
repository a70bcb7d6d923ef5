/** A source of numbers that gives the same ones for the same seed (mulberry32). */
export interface Random {
  /** A whole number from 0, below the given one. */
  readonly below: (bound: number) => number;
  readonly pick: <T>(values: readonly T[]) => T;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number): number => next() % Math.max(1, bound);
  return { below, pick: (values) => values[below(values.length)] as never };
}

/** A seed of its own for each input of each target, so that any of them can be made again. */
export function seedOf(seed: number, target: string, n: number): number {
  let hash = 2166136261 ^ seed;
  for (const character of `${target} ${n}`) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  return hash >>> 0;
}
