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
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    const done = (): void => {
      clearTimeout(timer);
      // `stop` lives as long as the process, and with it all that its listeners know: megabytes of answers.
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort);
    work(signal).finally(done).then(resolve, reject);
  });
}
