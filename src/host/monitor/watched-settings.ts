import { closeSync, type FSWatcher, openSync, readSync, watch } from 'node:fs';
import path from 'node:path';
import type { Seen } from './events.ts';

/**
 * inotify tells of each write to a file of /proc/sys (kernel 6.18), but not of one by a program with a /proc of its own,
 * such as a container in this network namespace. That one is found by comparing so often; each time an idle process
 * wakes costs it some milliseconds.
 */
const INTERVAL_MS = 300_000;

/** The file of a setting. It stays open, so that the kernel keeps the inode that is watched. */
interface OpenFile {
  readonly descriptor: number;
  /** Undefined where the user has no watches left. */
  readonly watcher: FSWatcher | undefined;
}

interface Watched {
  file: OpenFile | undefined;
  /** Its value when it was last read. */
  value: string | undefined;
}

/** Longer than any value of the network's settings. */
const buffer = Buffer.alloc(256);

function readOpen(file: OpenFile | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return buffer.toString('latin1', 0, readSync(file.descriptor, buffer, 0, buffer.length, 0)).trim();
  } catch {
    return undefined;
  }
}

function tryWatch(file: string, onWrite: () => void): FSWatcher | undefined {
  try {
    return watch(file, { persistent: false }, onWrite).on('error', () => {});
  } catch {
    return undefined;
  }
}

function tryOpen(setting: string, onWrite: () => void): OpenFile | undefined {
  const file = path.join('/proc/sys', setting);
  try {
    const descriptor = openSync(file, 'r');
    return { descriptor, watcher: tryWatch(file, onWrite) };
  } catch {
    return undefined;
  }
}

function close(file: OpenFile | undefined): void {
  if (file === undefined) return;
  file.watcher?.close();
  closeSync(file.descriptor);
}

interface WatchedSettings {
  /** Compares all now: others are wanted, or an event says that settings changed. */
  readonly compareNow: () => void;
  readonly stop: () => void;
}

/**
 * Watches settings and compares them with what they are to be: a setting that has another value is told once. A setting
 * that is not there only went with its link, which is told.
 * @param settings the value of each, by its path below /proc/sys; undefined: not known yet
 */
export function watchSettings(
  settings: () => ReadonlyMap<string, string> | undefined,
  take: (seen: readonly Seen[]) => void,
): WatchedSettings {
  const known = new Map<string, Watched>();
  /** The value now; a file that can't be read is opened again, because its link was recreated. */
  const valueNow = (setting: string, watched: Watched): string | undefined => {
    const value = readOpen(watched.file);
    if (value !== undefined) return value;
    close(watched.file);
    watched.file = tryOpen(setting, compareNow);
    return readOpen(watched.file);
  };
  const isDrift = (setting: string, wanted: string): boolean => {
    const watched = known.get(setting) ?? { file: undefined, value: undefined };
    known.set(setting, watched);
    const [before, value] = [watched.value, valueNow(setting, watched)];
    watched.value = value;
    return value !== undefined && value !== wanted && value !== before;
  };
  const forget = (isForgotten: (setting: string) => boolean): void => {
    for (const [setting, { file }] of known) {
      if (!isForgotten(setting)) continue;
      close(file);
      known.delete(setting);
    }
  };
  const compareNow = (): void => {
    const wanted = settings() ?? new Map<string, string>();
    forget((setting) => !wanted.has(setting));
    take(
      [...wanted]
        .filter(([setting, value]) => isDrift(setting, value))
        .map(([setting]) => ({ kind: 'sysctl', key: `sysctl ${setting}`, what: 'changed' })),
    );
  };
  const timer = setInterval(compareNow, INTERVAL_MS).unref();
  const stop = (): void => {
    clearInterval(timer);
    forget(() => true);
  };
  return { compareNow, stop };
}
