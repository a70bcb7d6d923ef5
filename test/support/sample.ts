/** Whether all is wanted that can be tried: thousands of runs, instead of some of each kind. */
export const EVERY_MOMENT = process.env['FLANNELCTL_TEST_MOMENTS'] === 'all';

/** Each n-th of a list, at least one, not always beginning with the first; all of it where every moment is wanted. */
export const sample = <T>(list: readonly T[], every: number, from = 0): T[] =>
  list.filter((_, i) => EVERY_MOMENT || i % every === from % Math.min(every, list.length));

/** Each n-th of every kind, at least one of each. */
export function sampleOfEach<T>(list: readonly T[], kindOf: (one: T) => string, every: number): T[][] {
  const kinds = [...new Set(list.map(kindOf))];
  return kinds.map((kind, k) =>
    sample(
      list.filter((one) => kindOf(one) === kind),
      every,
      k,
    ),
  );
}
