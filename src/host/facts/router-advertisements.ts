import { hasIpv6 } from '../observe/ipv6.ts';
import { readSysctls } from '../observe/sysctls.ts';
import { listDefaultRoutes } from '../uplink/find.ts';
import type { Fact } from './fact.ts';

/**
 * RTPROT_RA. Programs that read router advertisements themselves use it for their routes, too, and set accept_ra to
 * 0.
 */
const BY_ROUTER = '9';

const FORWARDING = 'net/ipv6/conf/all/forwarding';

/** The setting whether a link accepts router advertisements. */
export const acceptRaSetting = (dev: string): string => `net/ipv6/conf/${dev}/accept_ra`;

/** The IPv6 configuration from router advertisements. */
export interface RouterAdvertisements {
  /** net.ipv6.conf.all.forwarding; absent without IPv6. */
  readonly forwarding?: string;
  /** The links with default routes from router advertisements. */
  readonly learnedOn: readonly { readonly dev: string; readonly acceptRa?: string }[];
}

export const routerAdvertisements: Fact<RouterAdvertisements> = {
  name: 'router advertisements',
  read: async () => {
    if (!(await hasIpv6())) return { learnedOn: [] };
    const routes = await listDefaultRoutes(6);
    const devs = routes.flatMap(({ protocol, dev }) => (protocol === BY_ROUTER ? (dev ?? []) : []));
    const links = [...new Set<string>(devs)];
    const settings = readSysctls([FORWARDING, ...links.map(acceptRaSetting)]);
    const values = new Map(settings.map(({ path, value }) => [path, value]));
    const forwarding = values.get(FORWARDING);
    const learnedOn = links.map((dev) => {
      const acceptRa = values.get(acceptRaSetting(dev));
      return { dev, ...(acceptRa === undefined ? {} : { acceptRa }) };
    });
    return { ...(forwarding === undefined ? {} : { forwarding }), learnedOn };
  },
};
