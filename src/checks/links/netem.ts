import { hostLinks } from '../../host/index.ts';
import { shellCommand } from '../../words/index.ts';
import { nodeCheck, warning } from '../check.ts';
import { ownLinks } from '../own-links.ts';

/** Whether a test of faults still loses or delays packets (tc-netem(8)). */
export const netem = nodeCheck({
  name: 'Netem',
  symptom: 'Packets are lost or late at random since a test of faults',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network }, { links }) => {
    const own = new Set(ownLinks(network));
    return links
      .filter(
        ({ ifname = '', master, qdisc }) =>
          qdisc === 'netem' && (own.has(ifname) || master === network.bridge),
      )
      .map(({ ifname = '' }) =>
        warning(
          `${ifname} loses or delays packets on purpose: its qdisc is netem`,
          `See what it does: ${shellCommand(['tc', 'qdisc', 'show', 'dev', ifname])}; if no test runs: ${shellCommand(['tc', 'qdisc', 'del', 'dev', ifname, 'root'])}`,
          {
            evidence: [`ip link show ${ifname}: qdisc netem`],
            impact: `What is sent by ${ifname} is lost, late or out of order.`,
          },
        ),
      );
  },
});
