import { onTestFinished } from 'vitest';
import type { Store, StoreEvent } from '../../../src/stores/index.ts';

/** A watch that runs until its test ends. */
export interface Watcher {
  /** The arrays of events so far. */
  readonly batches: readonly (readonly StoreEvent[])[];
  /** All events, in short: `put KEY`, `delete KEY`, `config TEXT`; waits until there are as many. */
  readonly events: (count: number) => Promise<readonly string[]>;
  /** What the watch ended by. */
  readonly ended: Promise<unknown>;
}

const inShort = (event: StoreEvent): string => {
  if (event.type === 'config') return `config ${event.text}`;
  return event.type === 'put' ? `put ${event.lease.key}` : `delete ${event.key}`;
};

/** Watches a store after a revision. */
export function watching(store: Store, revision: string): Watcher {
  const stop = new AbortController();
  const batches: (readonly StoreEvent[])[] = [];
  let wake = (): void => undefined;
  const ended = (async () => {
    try {
      for await (const events of store.watch(revision, stop.signal)) {
        batches.push(events);
        wake();
      }
      return undefined;
    } catch (error) {
      return error;
    } finally {
      wake();
    }
  })();
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  return {
    batches,
    ended,
    events: async (count) => {
      while (batches.flat().length < count && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return batches.flat().map(inShort);
    },
  };
}
