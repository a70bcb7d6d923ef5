import { setTimeout as sleep } from 'node:timers/promises';

/** What a promise gives, or something else where it takes too long. */
export async function withTimeout<T, U>(
  work: Promise<T>,
  milliseconds: number,
  otherwise: U,
): Promise<T | U> {
  const timer = new AbortController();
  const late = sleep(milliseconds, otherwise, { signal: timer.signal });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    timer.abort();
  }
}
