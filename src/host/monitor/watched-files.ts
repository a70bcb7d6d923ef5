import { statSync } from 'node:fs';
import path from 'node:path';
import { armFolders } from './armed-folders.ts';
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
  const folders = armFolders(
    () => [...stamps.keys()].map((file) => presentFolder(placeOf(file))),
    () => tell(changeOf),
  );
  const follow: WatchedFiles['follow'] = (files, since) => {
    const before = files.root === root ? stamps : new Map<string, string | undefined>();
    root = files.root;
    stamps = new Map(
      files.paths.map((file) => [file, before.has(file) ? before.get(file) : tryStamp(placeOf(file))]),
    );
    folders.rearm();
    if (since !== undefined) tell((file) => happenedSince(placeOf(file), since));
  };
  return { follow, stop: folders.stop };
}
