import { type FSWatcher, watch } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a file must be left alone before it is read, because an editor may write it in parts. */
const CALM_MS = 100;

/**
 * How often the files are looked at besides, because not every file system reports changes. Each time an idle process wakes
 * costs it some milliseconds.
 */
const LOOK_MS = 60_000;

/**
 * What is read of some files, at once and each time one has changed. Watched are their folders: a file that is replaced is
 * another file, and a Kubernetes ConfigMap changes by a link beside it.
 */
export async function* readEachChange<T>(
  files: readonly string[],
  read: () => Promise<T>,
  stop: AbortSignal,
): AsyncGenerator<T> {
  let last = '';
  while (!stop.aborted) {
    const event = eventOf(await placesOf(files), stop);
    const now = await stampsOf(files);
    if (now === last) {
      await event.came;
      continue;
    }
    event.close();
    if (last !== '') await sleep(CALM_MS, undefined, { signal: stop }).catch(() => {});
    last = await stampsOf(files);
    yield await read();
  }
}

interface FolderEvent {
  /** Ends with the next event, or when it is time to look without one. */
  readonly came: Promise<void>;
  readonly close: () => void;
}

/** Some files and, of symbolic links, what they lead to. */
async function placesOf(files: readonly string[]): Promise<readonly string[]> {
  const targets = await Promise.all(files.map(async (file) => realpath(file).catch(() => file)));
  return [...new Set([...files, ...targets])];
}

/** The next event of some files from now on; those of other files in their folders cost nothing. */
function eventOf(files: readonly string[], stop: AbortSignal): FolderEvent {
  const over = new AbortController();
  const close = (): void => over.abort();
  const watchers = files.flatMap((file) => watched(file, close));
  const came = sleep(LOOK_MS, undefined, { signal: AbortSignal.any([stop, over.signal]) })
    .catch(() => {})
    .finally(() => {
      for (const watcher of watchers) watcher.close();
    });
  return { came, close };
}

/** Watches for changes of a file; not if its folder is missing, which the next look finds. */
function watched(file: string, onChange: () => void): FSWatcher[] {
  const isOfFile = (name: string | null): boolean =>
    name === null || name === path.basename(file) || name.startsWith('..');
  const onEvent = (_: string, name: string | null): void => {
    if (isOfFile(name)) onChange();
  };
  try {
    return [watch(path.dirname(file), { persistent: false }, onEvent).on('error', onChange)];
  } catch {
    return [];
  }
}

const stampsOf = async (files: readonly string[]): Promise<string> =>
  (await Promise.all(files.map(stampOf))).join('\n');

/** What changes when a file does; a missing file has a stamp, too. */
const stampOf = async (file: string): Promise<string> =>
  stat(file).then(
    ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
    () => 'missing',
  );
