import { hasIpv6 } from '../observe/ipv6.ts';
import { listDefaultRoutes } from '../uplink/find.ts';
import type { DefaultRoute } from '../uplink/types.ts';
import type { Fact } from './fact.ts';

/** The default routes of the main table by family, in the order of the kernel. */
export const defaultRoutes: Fact<{
  readonly 4: readonly DefaultRoute[];
  readonly 6: readonly DefaultRoute[];
}> = {
  name: 'default routes',
  read: async () => {
    const [four, six] = await Promise.all([
      listDefaultRoutes(4),
      (await hasIpv6()) ? listDefaultRoutes(6) : [],
    ]);
    return { 4: four, 6: six };
  },
};
