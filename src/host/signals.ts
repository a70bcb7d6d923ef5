import { Failure } from '../errors/index.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that can be stopped between its steps: Ctrl-C, a request to end and a lost terminal make the signal say so
 * (its reason is a Failure) instead of ending the process. The steps themselves run in sessions of their own and come
 * to their end.
 * @param heeded which of them stop it; the others are ignored meanwhile
 */
export async function interruptible<T>(
  work: (stop: AbortSignal) => Promise<T>,
  heeded: readonly NodeJS.Signals[] = SIGNALS,
): Promise<T> {
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (heeded.includes(name) && !stop.signal.aborted) stop.abort(interruption(name));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

const interruption = (name: NodeJS.Signals): Failure =>
  new Failure(name === 'SIGINT' ? 'interrupted' : 'terminated', `interrupted (${name})`);
