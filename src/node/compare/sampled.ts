/**
 * Some of a list, evenly spread, with the first and the last; all of one that is no longer.
 * @param most how many; at least 2
 */
export function sampled<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  const step = (list.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => list[Math.round(i * step)] as T);
}
