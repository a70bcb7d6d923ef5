import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import { type Happened, happenedTo, type Seen, type WatchInterest } from './events.ts';

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

/** Files that are watched. */
interface WatchedFiles {
  /**
   * Watches these from now on, and no others.
   * @param since if given, they were all there at that time, in milliseconds since 1970: one that is gone or was changed
   * since then is told
   */
  readonly follow: (files: Pick<WatchInterest, 'root' | 'paths'>, since?: number) => void;
  readonly stop: () => void;
}

/** How much later than a clock's time the kernel's stamp of it can be, in milliseconds (a tick of HZ=100, and rounding). */
const STAMP_MS = 20;

/** What happened to a file since a time at which it was there. */
function happenedSince(file: string, since: number): Happened | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return 'gone';
    return !stat.isDirectory() && stat.ctimeMs > since - STAMP_MS ? 'changed' : undefined;
  } catch {
    return 'changed';
  }
}

/** Watches files, which may be missing, as may their folders (inotify on the folders: files are replaced by rename). */
export function watchFiles(take: (seen: readonly Seen[]) => void): WatchedFiles {
  let root = '/';
  let stamps = new Map<string, string | undefined>();
  const armed = new Map<string, Armed>();
  const placeOf = (file: string): string => path.join(root, file);
  const tell = (of: (file: string) => Happened | undefined): void =>
    take(
      [...stamps.keys()].flatMap((file) => {
        const what = of(file);
        return what === undefined ? [] : [{ kind: 'file', key: `file ${file}`, what }];
      }),
    );
  const changeOf = (file: string): Happened | undefined => {
    const [before, now] = [stamps.get(file), tryStamp(placeOf(file))];
    stamps.set(file, now);
    return happenedTo(before, now);
  };
  const onChange = (): void => {
    rearm();
    tell(changeOf);
  };
  const rearm = (): void => {
    const folders = new Set([...stamps.keys()].map((file) => presentFolder(placeOf(file))));
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
  const follow: WatchedFiles['follow'] = (files, since) => {
    const before = files.root === root ? stamps : new Map<string, string | undefined>();
    root = files.root;
    stamps = new Map(
      files.paths.map((file) => [file, before.has(file) ? before.get(file) : tryStamp(placeOf(file))]),
    );
    rearm();
    if (since !== undefined) tell((file) => happenedSince(placeOf(file), since));
  };
  const stop = (): void => {
    for (const { watcher } of armed.values()) watcher.close();
  };
  return { follow, stop };
}
