import { hostLinks } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { nodeCheck, outage } from '../check.ts';
import { overlayNames } from '../own-links.ts';
import { repairOf } from '../repair.ts';

/** What becomes of packets that arrive at a link that is below another. */
const TAKEN: Readonly<Record<string, string>> = {
  bridge: 'takes the packets that arrive there',
  bond: 'takes the packets that arrive there',
  team: 'takes the packets that arrive there',
  vrf: 'routes the packets that arrive there by a table of its own',
};

/** Whether the overlay's link or the pod bridge was put below another link. */
export const enslaved = nodeCheck({
  name: 'Enslaved',
  symptom: 'Packets of peers or pods arrive at flannel.1 or cni0, and go nowhere',
  when: ['status'],
  needs: () => ({ links: hostLinks }),
  run: (node, { links }) => {
    const { network } = node;
    const own = new Set([...overlayNames(network), network.bridge]);
    return links.flatMap(({ ifname = '', master }) => {
      const above = master === undefined ? undefined : links.find((link) => link.ifname === master);
      const taken = TAKEN[above?.linkinfo?.info_kind ?? ''];
      if (!own.has(ifname) || taken === undefined) return [];
      return [
        outage(
          `${ifname} is below ${master}, which ${taken}`,
          `${shellCommand(['ip', 'link', 'set', ifname, 'nomaster'])}; then: ${repairOf(node)}`,
          {
            evidence: [`ip link show ${ifname}: master ${master}`],
            impact: `Packets of pods by ${ifname} are lost.`,
          },
        ),
      ];
    });
  },
});
