import { EXIT, Failure } from '../errors/index.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Listeners = Partial<Readonly<Record<NodeJS.Signals, () => void>>>;

/** How many pieces of work there are that see to signals themselves. */
let seenTo = 0;

/** A process that a lost terminal ends by itself ends with 129, of which the exit codes know nothing. */
const endAtHangup = (): void => {
  if (seenTo === 0) process.exit(EXIT.terminated);
};

/** From now on a lost terminal ends this process with the status of one that was told to end, but for work that sees to it. */
export function heedHangup(): void {
  process.removeAllListeners('SIGHUP').on('SIGHUP', endAtHangup);
}

/** From now on these signals are ignored: what was done is done, and how it ended is still to be said. */
export function outlastSignals(signals: readonly NodeJS.Signals[] = SIGNALS): void {
  for (const name of signals) process.removeAllListeners(name).on(name, () => {});
}

/** Does work that sees to signals itself. */
export async function seeingTo<T>(listeners: Listeners, work: () => Promise<T>): Promise<T> {
  const entries = Object.entries(listeners);
  seenTo += 1;
  for (const [name, listener] of entries) process.on(name, listener);
  try {
    return await work();
  } finally {
    for (const [name, listener] of entries) process.off(name, listener);
    seenTo -= 1;
  }
}

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
  const listeners = Object.fromEntries(SIGNALS.map((name) => [name, () => onSignal(name)]));
  return seeingTo(listeners, async () => work(stop.signal));
}

const interruption = (name: NodeJS.Signals): Failure =>
  new Failure(name === 'SIGINT' ? 'interrupted' : 'terminated', `interrupted (${name})`);
