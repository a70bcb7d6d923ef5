import { readText } from '../../host/index.ts';
import type { StoreEvent } from '../store.ts';

/** The file that has the net-conf. */
export interface WatchedNetConf {
  /** Its text; undefined if it is not there or is empty. */
  readonly read: () => Promise<string | undefined>;
  /** An event if it has another text than when it was read, or told, the last time. */
  readonly change: () => Promise<StoreEvent | undefined>;
}

/** Where the file is looked at for changes, this is how long one may go unseen, in milliseconds. */
const OFTEN = 10_000;

/** kubelet replaces the files of a ConfigMap a minute or so after it was changed. */
export function watchedNetConf(file: string): WatchedNetConf {
  let last: { readonly text: string | undefined; readonly at: number } | undefined;
  const read = async (): Promise<string | undefined> => {
    const found = await readText(file);
    const text = found?.trim() ? found : undefined;
    last = { text, at: performance.now() };
    return text;
  };
  return {
    read,
    change: async () => {
      if (last !== undefined && performance.now() - last.at < OFTEN) return undefined;
      const before = last;
      const text = await read();
      const isNew = before !== undefined && text !== undefined && text !== before.text;
      // While the file is away, as when it is replaced by hand, the one of before is in force.
      if (text === undefined && before !== undefined) last = { text: before.text, at: performance.now() };
      return isNew ? { type: 'config', text } : undefined;
    },
  };
}
