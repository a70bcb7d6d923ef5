/**
 * Gives work a time limit. The signal that it gets is aborted by `stop`, also after the work is done, and by the limit.
 * @param milliseconds the limit
 * @param late what the work ends with after that
 */
export async function within<T>(
  milliseconds: number,
  late: () => Error,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  stop.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(late()), milliseconds);
  const signal = AbortSignal.any([stop, limit.signal]);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(signal), aborted]);
  } finally {
    clearTimeout(timer);
  }
}
