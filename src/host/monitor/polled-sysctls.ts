import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { IP_FORWARD, IP6_FORWARD } from '../../state/index.ts';
import { happenedTo, type Seen } from './events.ts';

/**
 * Only forwarding has events (netconf): inotify does not see /proc/sys. What is found so has to be mended within a
 * second, and a comparison takes some tenths of one.
 */
const INTERVAL_MS = 700;

const FORWARDING: readonly string[] = [IP_FORWARD, IP6_FORWARD];

/** A setting with its file, which stays open because to open it each time costs ten times as much as to read it. */
interface OpenSetting {
  descriptor: number | undefined;
  value: string | undefined;
}

/** Longer than any value of the network's settings. */
const buffer = Buffer.alloc(256);

function readOpen(descriptor: number | undefined): string | undefined {
  if (descriptor === undefined) return undefined;
  try {
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
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

/** Compares settings that have no events, more than once a second. @param settings paths below /proc/sys */
export function pollSysctls(
  settings: () => readonly string[],
  take: (seen: readonly Seen[]) => void,
): PolledSettings {
  const known = new Map<string, OpenSetting>();
  const learn = (setting: string): void => {
    const descriptor = tryOpen(setting);
    known.set(setting, { descriptor, value: readOpen(descriptor) });
  };
  const compare = (setting: string): Seen[] => {
    const open = known.get(setting);
    if (open === undefined) learn(setting);
    if (open === undefined) return [];
    const value = valueNow(setting, open);
    const what = happenedTo(open.value, value);
    open.value = value;
    // A setting only goes with its link, which is told.
    return what === undefined || what === 'gone' ? [] : [{ kind: 'sysctl', key: `sysctl ${setting}`, what }];
  };
  settings().forEach(learn);
  const compareNow = (): void => take(settings().flatMap(compare));
  const compareSilent = (): void =>
    take(settings().flatMap((setting) => (FORWARDING.includes(setting) ? [] : compare(setting))));
  const timer = setInterval(compareSilent, INTERVAL_MS).unref();
  const stop = (): void => {
    clearInterval(timer);
    for (const open of known.values()) close(open);
    known.clear();
  };
  return { compareNow, stop };
}
