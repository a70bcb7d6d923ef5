import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Seen } from './events.ts';

/** Nothing tells of a setting that is written: inotify does not see /proc/sys. */
const INTERVAL_MS = 1000;

function readSetting(setting: string): string | undefined {
  try {
    return readFileSync(path.join('/proc/sys', setting), 'latin1');
  } catch {
    return undefined;
  }
}

/** Reads settings every second. @param settings paths below /proc/sys. Returns what stops it. */
export function pollSysctls(
  settings: () => readonly string[],
  take: (seen: readonly Seen[]) => void,
): () => void {
  const known = new Map(settings().map((setting) => [setting, readSetting(setting)]));
  const compare = (setting: string): Seen[] => {
    const isNew = !known.has(setting);
    const before = known.get(setting);
    const now = readSetting(setting);
    known.set(setting, now);
    if (isNew || before === now) return [];
    const what = now === undefined ? 'gone' : before === undefined ? 'came' : 'changed';
    return [{ kind: 'sysctl', key: `sysctl ${setting}`, what }];
  };
  const timer = setInterval(() => take(settings().flatMap(compare)), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
