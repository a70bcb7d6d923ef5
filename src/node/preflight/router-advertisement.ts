import { type DefaultRoute, listDefaultRoutes, readSysctls } from '../../host/index.ts';
import { shellCommand, shellWord } from '../../words/index.ts';
import type { Prepared } from '../compare/prepare.ts';
import { error, type Finding } from './check.ts';

/** RTPROT_RA. Programs that listen to routers themselves mark their routes so, too, and set accept_ra to 0. */
const BY_ROUTER = '9';

const ALL = 'net/ipv6/conf/all/forwarding';
const acceptRa = (dev: string): string => `net/ipv6/conf/${dev}/accept_ra`;

/** Now, and after the next boot. */
function listenHint(dev: string): string {
  const file = shellWord(`/etc/sysctl.d/90-${dev}-accept-ra.conf`);
  const now = shellCommand(['sysctl', '-w', `${acceptRa(dev)}=2`]);
  return `${now}; echo ${shellWord(`${acceptRa(dev)} = 2`)} > ${file}`;
}

/** The links that IPv6 default routes were learned on. */
const learnedOn = (routes: readonly DefaultRoute[]): string[] => [
  ...new Set(routes.flatMap(({ protocol, dev }) => (protocol === BY_ROUTER ? (dev ?? []) : []))),
];

/**
 * Where forwarding is turned on for all links, the kernel drops the default routes that it learned by router
 * advertisement, and learns no new ones, on links whose accept_ra is 1 (6.18). With 2 it keeps and learns them.
 */
export function lostByForwarding(
  routes: readonly DefaultRoute[],
  sysctls: ReadonlyMap<string, string>,
): Finding[] {
  if (sysctls.get(ALL) !== '0') return [];
  return learnedOn(routes)
    .filter((dev) => sysctls.get(acceptRa(dev)) === '1')
    .map((dev) =>
      error(
        `the pods' IPv6 packets need net.ipv6.conf.all.forwarding, and turning it on makes the kernel drop the IPv6 default route that ${dev} has by router advertisement`,
        listenHint(dev),
      ),
    );
}

export async function checkRouterAdvertisement({ spec }: Prepared): Promise<Finding[]> {
  if (spec.plan.netConf.ipv6 === undefined) return [];
  const routes = await listDefaultRoutes(6);
  const sysctls = await readSysctls([ALL, ...learnedOn(routes).map(acceptRa)]);
  return lostByForwarding(routes, new Map(sysctls.map(({ path, value }) => [path, value])));
}
