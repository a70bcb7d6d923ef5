import { readText } from '../files/files.ts';
import type { Fact } from './fact.ts';

/** Where a link has its MAC from: NET_ADDR_RANDOM, the kernel's; NET_ADDR_SET, whoever made the link. */
export interface MacOrigin {
  readonly dev: string;
  /** The MAC that the origin is of. */
  readonly mac: string;
  readonly assigned: 'random' | 'set' | 'other';
}

const WORDS: Readonly<Record<string, MacOrigin['assigned']>> = { 1: 'random', 3: 'set' };

const read = async (dev: string, name: string): Promise<string> =>
  ((await readText(`/sys/class/net/${dev}/${name}`).catch(() => undefined)) ?? '').trim();

/** The origins of links' MACs. /sys may be that of another network namespace: the MAC tells. */
export const macOrigins = (devs: readonly string[]): Fact<readonly MacOrigin[]> => ({
  name: `origins of the MACs of ${devs.join(' ')}`,
  read: async () =>
    Promise.all(
      devs.map(async (dev) => {
        const [mac, type] = await Promise.all([read(dev, 'address'), read(dev, 'addr_assign_type')]);
        return { dev, mac, assigned: WORDS[type] ?? 'other' };
      }),
    ),
});
