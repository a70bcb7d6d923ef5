import type { Address } from '../../net/index.ts';
import { askReach } from '../uplink/find.ts';
import type { Reach } from '../uplink/types.ts';
import type { Fact } from './fact.ts';

/** The route to an address; null if there is none. */
export const reachTo = (address: Address): Fact<Reach | null> => ({
  name: `way to ${address}`,
  read: async () => (await askReach(address)) ?? null,
});
