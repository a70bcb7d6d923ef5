import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a file must be left alone before it is read, because an editor may write it in parts. */
const CALM_MS = 100;

/**
 * How often the file is looked at besides, because not every file system reports changes. Each time an idle process wakes
 * costs it some milliseconds.
 */
const LOOK_MS = 60_000;

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
    const event = eventOf(file, stop);
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

/** The next event of a file from now on; those of other files in its folder cost nothing. */
function eventOf(file: string, stop: AbortSignal): FolderEvent {
  const over = new AbortController();
  const close = (): void => over.abort();
  const isOfFile = (name: string | null): boolean =>
    name === null || name === path.basename(file) || name.startsWith('..');
  const onEvent = (_: string, name: string | null): void => {
    if (isOfFile(name)) close();
  };
  const watcher = watch(path.dirname(file), { persistent: false }, onEvent).on('error', close);
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
