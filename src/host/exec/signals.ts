import { EXIT, Failure } from '../../errors/index.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Listeners = Partial<Readonly<Record<NodeJS.Signals, () => void>>>;

/** The number of running works with signal listeners of their own. */
let activeListeners = 0;

/** Node ends a process at SIGHUP with status 129, which is no documented exit code. */
const exitTerminated = (): void => {
  if (activeListeners === 0) process.exit(EXIT.terminated);
};

/**
 * From now on SIGHUP ends this process with the same exit code as SIGTERM, except during work with listeners of its
 * own.
 */
export function exitOnHangup(): void {
  process.removeAllListeners('SIGHUP').on('SIGHUP', exitTerminated);
}

/** How a service is ended. */
export interface ServiceSignals {
  readonly stop: AbortSignal;
  readonly isLeaving: () => boolean;
  /** Aborted at each SIGHUP, and then another one. */
  readonly reload: () => AbortSignal;
}

/** Whether signals are the business of a service for its whole life. */
let isService = false;

/**
 * Runs a service until SIGINT or SIGTERM abort the signal that it is given; a second one of them ends the process. The
 * changes that it makes leave its listeners alone. SIGUSR2 is a SIGTERM that says that the node leaves its network.
 */
export async function runService(work: (signals: ServiceSignals) => Promise<void>): Promise<void> {
  isService = true;
  const stop = new AbortController();
  let isLeaving = false;
  let reload = new AbortController();
  const onHangup = (): void => {
    reload.abort();
    reload = new AbortController();
  };
  const end = (): void => {
    stop.abort();
    process.off('SIGINT', end).off('SIGTERM', end);
  };
  const leave = (): void => {
    isLeaving = true;
    end();
  };
  const listeners = { SIGINT: end, SIGTERM: end, SIGUSR2: leave, SIGHUP: onHangup };
  await withSignalListeners(listeners, async () =>
    work({ stop: stop.signal, isLeaving: () => isLeaving, reload: () => reload.signal }),
  );
}

/** From now on ignores these signals, because the change is done and its result must still be printed. */
export function ignoreSignals(signals: readonly NodeJS.Signals[] = SIGNALS): void {
  if (isService) return;
  for (const name of signals) process.removeAllListeners(name).on(name, () => {});
}

/** Runs work with signal listeners of its own. */
export async function withSignalListeners<T>(listeners: Listeners, work: () => Promise<T>): Promise<T> {
  const entries = Object.entries(listeners);
  activeListeners += 1;
  for (const [name, listener] of entries) process.on(name, listener);
  try {
    return await work();
  } finally {
    for (const [name, listener] of entries) process.off(name, listener);
    activeListeners -= 1;
  }
}

/**
 * Runs work that can be stopped between its steps. SIGINT, SIGTERM and SIGHUP abort the signal (with a Failure as its
 * reason) instead of ending the process. The steps run in sessions of their own and finish.
 * @param heeded the signals that stop the work; the others are ignored meanwhile
 */
export async function interruptible<T>(
  work: (stop: AbortSignal) => Promise<T>,
  heeded: readonly NodeJS.Signals[] = SIGNALS,
): Promise<T> {
  const stop = new AbortController();
  // A service finishes the change that it is making, and then ends.
  if (isService) return work(stop.signal);
  const onSignal = (name: NodeJS.Signals): void => {
    if (heeded.includes(name) && !stop.signal.aborted) stop.abort(interruption(name));
  };
  const listeners = Object.fromEntries(SIGNALS.map((name) => [name, () => onSignal(name)]));
  return withSignalListeners(listeners, async () => work(stop.signal));
}

const interruption = (name: NodeJS.Signals): Failure =>
  new Failure(name === 'SIGINT' ? 'interrupted' : 'terminated', `interrupted (${name})`);
