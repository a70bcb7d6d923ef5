import { hostLinks } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';

/** Fewer are not enough for the routers between two networks of a site. */
const FEW_HOPS = 16;

/** Whether outer packets live long enough for the routers on their way. The kernel's own value, 0, stands for 64. */
export const timeToLive = nodeCheck({
  name: 'TimeToLive',
  symptom: 'Nodes on the same network are reached, nodes behind routers are not',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network }, { links }) =>
    links.flatMap(({ ifname = '', linkinfo }) => {
      const ttl = Number(linkinfo?.info_data?.['ttl'] ?? 0);
      if (!overlayNames(network).includes(ifname) || !(ttl > 0) || ttl > FEW_HOPS) return [];
      return [
        warning(
          `packets of ${ifname} pass ${ttl - 1} routers at most: its ttl is ${ttl}`,
          shellCommand([
            ...['ip', 'link', 'set', ifname, 'type', 'vxlan', 'id'],
            `${Number(linkinfo?.info_data?.['id'])}`,
            ...['ttl', '64'],
          ]),
          {
            evidence: [`ip -d link show ${ifname}: ttl ${ttl}`],
            impact: 'Pods of nodes that are further away are not reached.',
          },
        ),
      ];
    }),
});
