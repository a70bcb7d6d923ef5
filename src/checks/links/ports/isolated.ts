import { hostLinks } from '../../../host/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { nodeCheck, warning } from '../../check.ts';
import { someNames } from '../../some-names.ts';
import { portsOf } from './ports-of.ts';

/** Whether ports of the bridge are kept from one another. flannel's pods never are. */
export const isolatedPorts = nodeCheck({
  name: 'IsolatedPorts',
  symptom: 'Pods of one node do not reach one another; those of other nodes do',
  when: [],
  needs: () => ({ links: hostLinks }),
  run: ({ network: { bridge } }, { links }) => {
    const ports = portsOf(bridge, links).filter(({ linkinfo }) => linkinfo?.port?.isolated);
    if (ports.length < 2) return [];
    const { named, text } = someNames(ports.map(({ ifname }) => ifname));
    return [
      warning(
        `${ports.length} ports of ${bridge} are isolated from one another: ${text}`,
        named
          .map((name) => shellCommand(['bridge', 'link', 'set', 'dev', name, 'isolated', 'off']))
          .join('; '),
        {
          evidence: named.map((name) => `ip -d link show ${name}: isolated on`),
          impact: 'The pods behind these ports do not reach one another.',
        },
      ),
    ];
  },
});
