import os from 'node:os';

/**
 * The limit of parallel processes. They spend about half of their time waiting for the kernel and for each other's
 * locks.
 */
export const PROCESSES_AT_A_TIME = 2 * os.availableParallelism();

/**
 * Maps with at most `limit` calls at a time. After a failure no further call starts; the first failure is thrown when
 * the running calls have ended, so that no work continues after the return.
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
