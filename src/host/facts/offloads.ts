import { readlink } from 'node:fs/promises';
import path from 'node:path';
import { runIfInstalled } from '../exec/tool.ts';
import type { Fact } from './fact.ts';

/** What a link's driver does for the kernel. */
export interface Offloads {
  /** Absent for a link without a device. */
  readonly driver?: string;
  /** The features that are on, by the names of `ethtool -k`; none without ethtool. */
  readonly on: readonly string[];
}

/** The features that are on in the output of `ethtool -k`. */
export const featuresOn = (text: string): string[] =>
  [...text.matchAll(/^\s*([\w-]+): on\b/gm)].map(([, name = '']) => name);

export const offloads = (dev: string): Fact<Offloads> => ({
  name: `offloads of ${dev}`,
  read: async () => {
    const driver = await readlink(`/sys/class/net/${dev}/device/driver`).catch(() => undefined);
    const asked = await runIfInstalled(['ethtool', '-k', dev]);
    return {
      ...(driver === undefined ? {} : { driver: path.basename(driver) }),
      on: featuresOn(asked?.stdout ?? ''),
    };
  },
});
