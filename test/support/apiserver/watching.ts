import { Failure } from '../../../src/errors/index.ts';
import type { Store, StoreEvent } from '../../../src/stores/index.ts';

/** Reads a watch in the background. */
export interface Watching {
  /** What came, in short: `put n1`, `delete n1`. */
  readonly seen: readonly string[];
  readonly events: readonly StoreEvent[];
  /** Waits until so much was seen. */
  readonly until: (count: number) => Promise<readonly string[]>;
  /** What the watch ended with. */
  readonly ended: Promise<unknown>;
  readonly stop: () => Promise<void>;
}

const shortOf = (event: StoreEvent): string => {
  if (event.type === 'put') return `put ${event.lease.key}`;
  return event.type === 'delete' ? `delete ${event.key}` : 'config';
};

/** Begins to watch; what is never seen fails the test by its time limit. */
export function watching(store: Store, revision: string): Watching {
  const stop = new AbortController();
  const events: StoreEvent[] = [];
  const seen: string[] = [];
  let wake = (): void => {};
  const read = async (): Promise<void> => {
    for await (const batch of store.watch(revision, stop.signal)) {
      events.push(...batch);
      seen.push(...batch.map(shortOf));
      wake();
    }
  };
  const ended = read().catch((error: unknown) => error);
  return {
    seen,
    events,
    ended,
    until: async (count) => {
      while (seen.length < count) {
        const more = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const end = await Promise.race([more, ended]);
        if (end instanceof Error && seen.length < count) throw end;
      }
      return seen;
    },
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
}

/** What something fails with, which has to be a Failure. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw new Error(`no Failure, but ${String(error)}`, { cause: error });
}

/** For what is not to be stopped. */
export const going = (): AbortSignal => new AbortController().signal;
