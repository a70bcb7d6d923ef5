import { type FSWatcher, statSync, watch } from 'node:fs';

interface Armed {
  readonly watcher: FSWatcher;
  readonly identity: string;
}

/** What tells a folder from another one that took its place: ext4 gives a new folder the inode of one just removed. */
function identityOf(folder: string): string {
  const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true });
  return `${dev} ${ino} ${birthtimeNs}`;
}

/** Watches for changes in one folder; undefined where it can't be watched. */
function arm(folder: string, onChange: () => void): Armed | undefined {
  try {
    const identity = identityOf(folder);
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', onChange);
    return { watcher, identity };
  } catch {
    return undefined;
  }
}

/** Whether a folder is no longer the one that is watched. */
function isReplaced(folder: string, { identity }: Armed): boolean {
  try {
    return identityOf(folder) !== identity;
  } catch {
    return true;
  }
}

/** How often folders that can't be watched are asked for again at once: they may just have been deleted. */
const TRIES = 3;

/** Watches of folders. */
interface ArmedFolders {
  /** Watches the folders that are wanted now, and no others. */
  readonly rearm: () => void;
  readonly stop: () => void;
}

/**
 * Watches folders by inotify.
 * @param wanted those that are to be watched now; asked again whenever something changed in one of them
 * @param onChange called when something changed in one of them
 */
export function armFolders(wanted: () => readonly string[], onChange: () => void): ArmedFolders {
  const armed = new Map<string, Armed>();
  const onEvent = (): void => {
    rearm();
    onChange();
  };
  const rearm = (tries = TRIES): void => {
    const folders = new Set(wanted());
    for (const [folder, one] of armed) {
      if (folders.has(folder) && !isReplaced(folder, one)) continue;
      one.watcher.close();
      armed.delete(folder);
    }
    const missing = [...folders].filter((folder) => !armed.has(folder));
    const found = missing.flatMap((folder) => {
      const one = arm(folder, onEvent);
      return one === undefined ? [] : [[folder, one] as const];
    });
    for (const [folder, one] of found) armed.set(folder, one);
    // A folder may have been made in one of them just before it was watched, or deleted just before that.
    if (found.length > 0 || (missing.length > 0 && tries > 0)) rearm(tries - 1);
  };
  const stop = (): void => {
    for (const { watcher } of armed.values()) watcher.close();
  };
  return { rearm: () => rearm(), stop };
}
