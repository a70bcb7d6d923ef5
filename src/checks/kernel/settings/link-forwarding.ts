import { settings } from '../../../host/index.ts';
import type { LinkName } from '../../../net/index.ts';
import { IP_FORWARD, type Sysctl } from '../../../state/index.ts';
import { shellCommand } from '../../../words/index.ts';
import { type CheckedNode, type Finding, nodeCheck, outage, warning } from '../../check.ts';
import { familyNumbers, ownLinks } from '../../own-links.ts';

const forwardingOf = (dev: string): string => `net/ipv4/conf/${dev}/forwarding`;

function finding({ network }: CheckedNode, dev: string): Finding {
  const path = forwardingOf(dev);
  const setting: Sysctl = { kind: 'sysctl', path, value: '1', dev: dev as LinkName };
  const isUplink = dev === network.uplink.name;
  return (isUplink ? warning : outage)(
    `the kernel forwards no IPv4 packets that come by ${dev}: ${path} is 0`,
    shellCommand(['sysctl', '-w', `${path}=1`]),
    {
      evidence: [`/proc/sys/${path}: 0`, `/proc/sys/${IP_FORWARD}: 1`],
      impact: isUplink
        ? 'Pods get no answers from outside of the pod network; without an overlay they get none from other nodes.'
        : `Packets of pods that come by ${dev} are dropped.`,
      fix: { safety: 'safe', objects: [setting] },
    },
  );
}

/**
 * Whether the links of the pod network forward, where the host does. Written to ip_forward, a value goes to every link;
 * a later one for a single link counts for packets that come by it. In IPv6 the value for all links alone counts.
 */
export const linkForwarding = nodeCheck({
  name: 'LinkForwarding',
  symptom: 'Packets of pods are lost on a host that forwards others',
  when: ['status'],
  needs: ({ network }) => ({ values: settings([IP_FORWARD, ...ownLinks(network).map(forwardingOf)]) }),
  run: (node, { values }) =>
    familyNumbers(node.network).includes(4) && values[IP_FORWARD] === '1'
      ? ownLinks(node.network)
          .filter((dev) => values[forwardingOf(dev)] === '0')
          .map((dev) => finding(node, dev))
      : [],
});
