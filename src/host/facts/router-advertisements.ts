import { hasIpv6 } from '../observe/ipv6.ts';
import { readSysctls } from '../observe/sysctls.ts';
import { listDefaultRoutes } from '../uplink/find.ts';
import type { Fact } from './fact.ts';

/** RTPROT_RA. Programs that listen to routers themselves mark their routes so, too, and set accept_ra to 0. */
const BY_ROUTER = '9';

const FORWARDING = 'net/ipv6/conf/all/forwarding';

/** The setting by which a link listens to routers. */
export const acceptRaSetting = (dev: string): string => `net/ipv6/conf/${dev}/accept_ra`;

/** What of IPv6 is known by router advertisements. */
export interface RouterAdvertisements {
  /** net.ipv6.conf.all.forwarding; absent where there is no IPv6. */
  readonly forwarding?: string;
  /** The links that default routes were learned on. */
  readonly learnedOn: readonly { readonly dev: string; readonly acceptRa?: string }[];
}

export const routerAdvertisements: Fact<RouterAdvertisements> = {
  name: 'router advertisements',
  read: async () => {
    if (!(await hasIpv6())) return { learnedOn: [] };
    const routes = await listDefaultRoutes(6);
    const devs = routes.flatMap(({ protocol, dev }) => (protocol === BY_ROUTER ? (dev ?? []) : []));
    const links = [...new Set<string>(devs)];
    const settings = await readSysctls([FORWARDING, ...links.map(acceptRaSetting)]);
    const values = new Map(settings.map(({ path, value }) => [path, value]));
    const forwarding = values.get(FORWARDING);
    const learnedOn = links.map((dev) => {
      const acceptRa = values.get(acceptRaSetting(dev));
      return { dev, ...(acceptRa === undefined ? {} : { acceptRa }) };
    });
    return { ...(forwarding === undefined ? {} : { forwarding }), learnedOn };
  },
};
