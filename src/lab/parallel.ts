import os from 'node:os';

/** Processes that are run at a time: they wait for the kernel, and for each other's locks, about half of their time. */
export const PROCESSES_AT_A_TIME = 2 * os.availableParallelism();

/**
 * Maps with at most `limit` calls under way. After a failure no new call is begun; the first failure is thrown when
 * those under way have ended, so nothing goes on behind the caller's back.
 */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  const failures: unknown[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of queue) {
      if (failures.length > 0) return;
      try {
        results.set(i, await map(item));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return items.map((_, i) => results.get(i) as R);
}
