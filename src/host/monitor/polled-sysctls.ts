import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { IP_FORWARD, IP6_FORWARD } from '../../state/index.ts';
import type { Seen } from './events.ts';

/**
 * Only forwarding has events (netconf): inotify does not see /proc/sys. What is found so has to be mended within a
 * second, and a comparison takes some tenths of one.
 */
const INTERVAL_MS = 700;

const FORWARDING: readonly string[] = [IP_FORWARD, IP6_FORWARD];

/** A setting with its file, which stays open because to open it each time costs ten times as much as to read it. */
interface OpenSetting {
  descriptor: number | undefined;
  /** Its value at the last look. */
  value: string | undefined;
}

/** Longer than any value of the network's settings. */
const buffer = Buffer.alloc(256);

function readOpen(descriptor: number | undefined): string | undefined {
  if (descriptor === undefined) return undefined;
  try {
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0)).trim();
  } catch {
    return undefined;
  }
}

function tryOpen(setting: string): number | undefined {
  try {
    return openSync(path.join('/proc/sys', setting), 'r');
  } catch {
    return undefined;
  }
}

function close(open: OpenSetting): void {
  if (open.descriptor !== undefined) closeSync(open.descriptor);
  open.descriptor = undefined;
}

/** The value now; a file that can't be read is opened anew, because its link was made anew. */
function valueNow(setting: string, open: OpenSetting): string | undefined {
  const value = readOpen(open.descriptor);
  if (value !== undefined) return value;
  close(open);
  open.descriptor = tryOpen(setting);
  return readOpen(open.descriptor);
}

interface PolledSettings {
  /** Compares at once, because an event says that settings changed. */
  readonly compareNow: () => void;
  readonly stop: () => void;
}

/**
 * Compares settings that have no events, more than once a second, with what they are to be: a setting that has another
 * value is told once. A setting that is not there only went with its link, which is told.
 * @param settings the value of each, by its path below /proc/sys; undefined: not known yet
 */
export function pollSysctls(
  settings: () => ReadonlyMap<string, string> | undefined,
  take: (seen: readonly Seen[]) => void,
): PolledSettings {
  const known = new Map<string, OpenSetting>();
  const isDrift = (setting: string, wanted: string): boolean => {
    const open = known.get(setting) ?? { descriptor: undefined, value: undefined };
    known.set(setting, open);
    const [before, value] = [open.value, valueNow(setting, open)];
    open.value = value;
    return value !== undefined && value !== wanted && value !== before;
  };
  const compare = (isOf: (setting: string) => boolean): void => {
    const seen: Seen[] = [];
    for (const [setting, wanted] of settings() ?? [])
      if (isOf(setting) && isDrift(setting, wanted))
        seen.push({ kind: 'sysctl', key: `sysctl ${setting}`, what: 'changed' });
    take(seen);
  };
  const timer = setInterval(() => compare((setting) => !FORWARDING.includes(setting)), INTERVAL_MS).unref();
  const stop = (): void => {
    clearInterval(timer);
    for (const open of known.values()) close(open);
    known.clear();
  };
  return { compareNow: () => compare(() => true), stop };
}
