import type { Family } from '../../../net/index.ts';
import { hasIpv6 } from '../../observe/ipv6.ts';

/** What there is of each family. */
export interface ByBothFamilies<T> {
  readonly 4: readonly T[];
  readonly 6: readonly T[];
}

/** Reads a list of each family; IPv6's is empty where the kernel has none. */
export async function readBothFamilies<T>(
  read: (family: Family) => Promise<readonly T[]>,
): Promise<ByBothFamilies<T>> {
  const [four, six] = await Promise.all([read(4), (await hasIpv6()) ? read(6) : []]);
  return { 4: four, 6: six };
}
