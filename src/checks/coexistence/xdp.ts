import { linkCounters } from '../../host/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { ownLinks } from '../own-links.ts';

/** Whether a program sees packets before the kernel does, and may drop or send them as it likes. */
export const xdp = nodeCheck({
  name: 'Xdp',
  symptom: 'Packets arrive at the link by its counters, and neither tcpdump nor a firewall rule sees them',
  when: [],
  needs: () => ({ counters: linkCounters }),
  run: ({ network }, { counters }) =>
    counters
      .filter((link) => link.xdp && ownLinks(network).includes(link.ifname))
      .map(({ ifname }) =>
        warning(
          `${ifname} has an XDP program, which sees packets before the kernel does`,
          `Find whose it is: bpftool net show dev ${ifname}; to try without: ip link set dev ${ifname} xdp off`,
          {
            evidence: [`ip -d link show ${ifname}: xdp`],
            impact:
              'It may drop packets of pods, or send them elsewhere; no counter of the kernel has these.',
          },
        ),
      ),
});
