import { settings } from '../../../host/index.ts';
import type { LinkName } from '../../../net/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, outage } from '../../check.ts';
import { familyNumbers, ownLinks } from '../../own-links.ts';

const disableOf = (dev: string): string => `net/ipv6/conf/${dev}/disable_ipv6`;

/** Whether a link that carries pods' IPv6 packets has IPv6 turned off: the kernel keeps no IPv6 address on it. */
export const ipv6Disabled = nodeCheck({
  name: 'Ipv6Disabled',
  symptom: 'Pods have IPv6 addresses, and no IPv6 packet passes',
  when: ['status'],
  needs: ({ network }) => ({ values: settings(ownLinks(network).map(disableOf)) }),
  run: ({ network }, { values }) =>
    familyNumbers(network).includes(6)
      ? ownLinks(network)
          .filter((dev) => values[disableOf(dev)] === '1')
          .map((dev) =>
            outage(
              `IPv6 is turned off on ${dev}, and the net-conf has EnableIPv6`,
              `${shellCommand(['sysctl', '-w', `${disableOf(dev)}=0`])}, and see what turned it off: grep -rs disable_ipv6 /etc/sysctl.d /etc/sysctl.conf`,
              {
                evidence: [`/proc/sys/${disableOf(dev)}: 1`],
                impact:
                  'Pods reach nobody by IPv6 through this link; those of other nodes do not reach them.',
                fix: {
                  safety: 'safe',
                  objects: [{ kind: 'sysctl', path: disableOf(dev), value: '0', dev: dev as LinkName }],
                },
              },
            ),
          )
      : [],
});
