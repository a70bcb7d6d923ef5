import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a file must be left alone before it is read, because an editor may write it in parts. */
const CALM_MS = 100;

/** How often the file is looked at besides, because not every file system reports changes. */
const LOOK_MS = 10_000;

/**
 * What is read of a file, at once and each time it has changed. Watched is its folder: a file that is replaced is another
 * file, and a Kubernetes ConfigMap changes by a link beside it.
 */
export async function* readEachChange<T>(
  file: string,
  read: () => Promise<T>,
  stop: AbortSignal,
): AsyncGenerator<T> {
  let last = '';
  while (!stop.aborted) {
    const event = eventIn(path.dirname(file), stop);
    const now = await stampOf(file);
    if (now === last) {
      await event.came;
      continue;
    }
    event.close();
    if (last !== '') await sleep(CALM_MS, undefined, { signal: stop }).catch(() => {});
    last = await stampOf(file);
    yield await read();
  }
}

interface FolderEvent {
  /** Ends with the next event, or when it is time to look without one. */
  readonly came: Promise<void>;
  readonly close: () => void;
}

/** The next event in a folder from now on. */
function eventIn(folder: string, stop: AbortSignal): FolderEvent {
  const over = new AbortController();
  const close = (): void => over.abort();
  const watcher = watch(folder, { persistent: false }, close).on('error', close);
  const came = sleep(LOOK_MS, undefined, { signal: AbortSignal.any([stop, over.signal]) })
    .catch(() => {})
    .finally(() => watcher.close());
  return { came, close };
}

/** What changes when a file does; a missing file has a stamp, too. */
const stampOf = async (file: string): Promise<string> =>
  stat(file).then(
    ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
    () => 'missing',
  );
