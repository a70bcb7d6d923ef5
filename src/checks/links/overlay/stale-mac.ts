import { hostLinks, linkCounters } from '../../../host/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { overlayNames } from '../../own-links.ts';
import { isMuch, shareText } from '../../share.ts';

/**
 * Whether peers send to a MAC that the overlay's link does not have: the kernel drops these as packets for another
 * host, and counts them (measured on 6.18; since 5.19).
 */
export const staleMac = nodeCheck({
  name: 'StaleMac',
  symptom: 'Pods of this node get nothing from other nodes, though packets arrive at the overlay',
  when: [],
  needs: () => ({ links: hostLinks, counters: linkCounters }),
  run: ({ network }, { links, counters }) =>
    overlayNames(network).flatMap((dev) => {
      const rx = counters.find(({ ifname }) => ifname === dev)?.rx;
      if (rx === undefined || !isMuch(rx.otherhost, rx.packets, { least: 100, percent: 1 })) return [];
      const mac = links.find(({ ifname }) => ifname === dev)?.address ?? '';
      return [
        warning(
          `${dev} got ${shareText(rx.otherhost, rx.packets)} packets since it was made that were for another MAC than its own ${mac}: peers have an old one`,
          `See whether it grows: ip -s -s link show ${dev} (otherhost). If so, on the peers: flannelctl join with the present node list; where flanneld runs, restart it here.`,
          {
            evidence: [
              `ip -s -s -j link show ${dev}: rx.otherhost ${rx.otherhost}, rx.packets ${rx.packets}`,
            ],
            impact: 'What these peers send to pods of this node is dropped here.',
            follows: ['RandomMac'],
          },
        ),
      ];
    }),
});
