import { hostLinks, macOrigins } from '../../../host/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';

const HINT =
  "printf '[Match]\\nOriginalName=flannel*\\n[Link]\\nMACAddressPolicy=none\\n' > /etc/systemd/network/50-flannel.link";

const findingOf = (dev: string): Finding =>
  warning(
    `the kernel chose the MAC of ${dev} itself, and udev gives such links another one (MACAddressPolicy=persistent)`,
    `${HINT}; links that flannelctl makes have a MAC of their own: it is not changed.`,
    {
      evidence: [`/sys/class/net/${dev}/addr_assign_type: 1`],
      impact: 'After a new MAC, peers that have the old one lose all packets to pods of this node.',
    },
  );

/** Whether udev may rewrite the MAC of the overlay's link, as since systemd 242 after it was made (faults 24). */
export const randomMac = nodeCheck({
  name: 'RandomMac',
  symptom: 'Pods on other nodes are unreachable right after boot, until flannel is restarted',
  when: [],
  needs: ({ network }) => ({
    links: hostLinks,
    origins: macOrigins(overlayNames(network)),
  }),
  run: (_, { links, origins }) =>
    origins
      .filter(
        ({ dev, mac, assigned }) =>
          assigned === 'random' && links.some((link) => link.ifname === dev && link.address === mac),
      )
      .map(({ dev }) => findingOf(dev)),
});
