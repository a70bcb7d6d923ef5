/** Thrown when an answer does not come in time. */
export class NoAnswer extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds / 1000} s`);
    this.name = 'NoAnswer';
  }
}

/**
 * Runs work under a signal that ends it after a time, or with `stop`. Throws NoAnswer after the time, the abort reason
 * when stopped, and otherwise what the work throws. AbortSignal.any is not used: with a `stop` that lives for weeks it
 * keeps memory for each call.
 */
export async function withDeadline<T>(
  stop: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  stop.throwIfAborted();
  const limit = new AbortController();
  const end = (): void => limit.abort(stop.reason);
  stop.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => limit.abort(new NoAnswer(milliseconds)), milliseconds);
  try {
    return await work(limit.signal);
  } catch (error) {
    limit.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}
