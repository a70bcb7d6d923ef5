import { acceptRaSetting, type RouterAdvertisements, routerAdvertisements } from '../../host/index.ts';
import { shellCommand, shellWord } from '../../words/index.ts';
import { error, type Finding, nodeCheck } from '../check.ts';

/** Now, and after the next boot. */
function listenHint(dev: string): string {
  const file = shellWord(`/etc/sysctl.d/90-${dev}-accept-ra.conf`);
  const now = shellCommand(['sysctl', '-w', `${acceptRaSetting(dev)}=2`]);
  return `${now}; echo ${shellWord(`${acceptRaSetting(dev)} = 2`)} > ${file}`;
}

/**
 * Where forwarding is turned on for all links, the kernel drops the default routes that it learned by router
 * advertisement, and learns no new ones, on links whose accept_ra is 1 (6.18). With 2 it keeps and learns them.
 */
function lostByForwarding({ forwarding, learnedOn }: RouterAdvertisements): Finding[] {
  if (forwarding !== '0') return [];
  return learnedOn
    .filter(({ acceptRa }) => acceptRa === '1')
    .map(({ dev }) =>
      error(
        `the pods' IPv6 packets need net.ipv6.conf.all.forwarding, and turning it on makes the kernel drop the IPv6 default route that ${dev} has by router advertisement`,
        listenHint(dev),
      ),
    );
}

export const routerAdvertisement = nodeCheck({
  name: 'RouterAdvertisement',
  symptom: 'The node loses its IPv6 default route when IPv6 forwarding is turned on',
  exit: 'preflight',
  when: ['preflight', 'status'],
  needs: () => ({ advertisements: routerAdvertisements }),
  run: ({ netConf }, { advertisements }) =>
    netConf.ipv6 === undefined ? [] : lostByForwarding(advertisements),
});
