import type { Address } from '../../net/index.ts';
import { askReach } from '../uplink/find.ts';
import type { Reach } from '../uplink/types.ts';
import type { Fact } from './fact.ts';

/** How an address is reached; null if it isn't. */
export const reachTo = (address: Address): Fact<Reach | null> => ({
  name: `way to ${address}`,
  read: async () => (await askReach(address)) ?? null,
});
