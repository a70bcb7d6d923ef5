import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import { happenedTo, type Seen } from './events.ts';

/** What changes with a file: undefined where there is none. A folder's size and time are of what is in it. */
function stampOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const content = stat.isDirectory() ? '' : `${stat.size} ${stat.mtimeNs}`;
  return `${stat.ino} ${content} ${stat.mode} ${stat.uid}`;
}

const tryStamp = (file: string): string | undefined => {
  try {
    return stampOf(file);
  } catch {
    return undefined;
  }
};

/** The folder of a file, or where that is missing the nearest folder above it that is there. */
function presentFolder(file: string): string {
  const folder = path.dirname(file);
  return folder === file || tryStamp(folder) !== undefined ? folder : presentFolder(folder);
}

interface Armed {
  readonly watcher: FSWatcher;
  readonly inode: bigint;
}

const inodeOf = (folder: string): bigint => statSync(folder, { bigint: true }).ino;

/** Watches for changes in one folder; undefined where it can't be watched. */
function arm(folder: string, onChange: () => void): Armed | undefined {
  try {
    const inode = inodeOf(folder);
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', onChange);
    return { watcher, inode };
  } catch {
    return undefined;
  }
}

/** Whether a folder is no longer the one that is watched. */
function isReplaced(folder: string, { inode }: Armed): boolean {
  try {
    return inodeOf(folder) !== inode;
  } catch {
    return true;
  }
}

/**
 * Watches files, which may be missing, as may their folders (inotify on the folders: files are replaced by rename).
 * Returns what stops it.
 */
export function watchFiles(
  root: string,
  paths: readonly string[],
  take: (seen: readonly Seen[]) => void,
): () => void {
  const stamps = new Map(paths.map((file) => [file, tryStamp(path.join(root, file))]));
  const armed = new Map<string, Armed>();
  const compare = (): void => {
    const seen: Seen[] = [];
    for (const [file, before] of stamps) {
      const now = tryStamp(path.join(root, file));
      const what = happenedTo(before, now);
      stamps.set(file, now);
      if (what !== undefined) seen.push({ kind: 'file', key: `file ${file}`, what });
    }
    if (seen.length > 0) take(seen);
  };
  const onChange = (): void => {
    rearm();
    compare();
  };
  const rearm = (): void => {
    const folders = new Set(paths.map((file) => presentFolder(path.join(root, file))));
    for (const [folder, one] of armed) {
      if (folders.has(folder) && !isReplaced(folder, one)) continue;
      one.watcher.close();
      armed.delete(folder);
    }
    const missing = [...folders].filter((folder) => !armed.has(folder));
    const found = missing.flatMap((folder) => {
      const one = arm(folder, onChange);
      return one === undefined ? [] : [[folder, one] as const];
    });
    for (const [folder, one] of found) armed.set(folder, one);
    // A folder may have been made in one of them just before it was watched.
    if (found.length > 0) rearm();
  };
  rearm();
  return () => {
    for (const { watcher } of armed.values()) watcher.close();
  };
}
