import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Address, parseAddress } from '../../../net/index.ts';
import { listFolder, readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';

/** The folder in which host-local keeps a folder of its own for each network, where a conf names no other. */
export const HOST_LOCAL_FOLDER = '/var/lib/cni/networks';

/** A subnet of 65,536 addresses has no more files. */
const MOST_FILES = 70_000;

/** Within this time a runtime may still be attaching the container, before libcni caches the result. */
const FRESH_MS = 120_000;

/** An address that the host-local plugin has given away: a file with its name. */
export interface Reservation {
  readonly address: Address;
  /** The id of the container, the file's first line. */
  readonly container: string;
  /** Whether it was made before the host was booted. */
  readonly isBeforeBoot: boolean;
  /** Whether it was made within the last two minutes. */
  readonly isFresh: boolean;
}

/** When the host was booted, in milliseconds; undefined where /proc/stat does not say it. */
async function bootTime(): Promise<number | undefined> {
  const [, seconds] = /^btime (\d+)$/m.exec((await readText('/proc/stat')) ?? '') ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

async function readReservation(file: string, boot: number | undefined): Promise<Reservation[]> {
  const address = parseAddress(path.basename(file));
  if (address === undefined) return [];
  try {
    const [{ mtimeMs }, text = ''] = await Promise.all([stat(file), readText(file)]);
    const [container = ''] = text.split(/\r?\n/);
    const isBeforeBoot = boot !== undefined && mtimeMs < boot;
    return [{ address, container, isBeforeBoot, isFresh: Date.now() - mtimeMs < FRESH_MS }];
  } catch {
    // It was released in the meantime.
    return [];
  }
}

/** The addresses that host-local has given away in a network. */
export const addressReservations = (root: string, folder: string): Fact<readonly Reservation[]> => ({
  name: `addresses reserved in ${folder}`,
  read: async () => {
    const boot = await bootTime();
    const names = (await listFolder(path.join(root, folder)).catch(() => [])).slice(0, MOST_FILES);
    const found = names.map(async (name) => readReservation(path.join(root, folder, name), boot));
    return (await Promise.all(found)).flat();
  },
});
