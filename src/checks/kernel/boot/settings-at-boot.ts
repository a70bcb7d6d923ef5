import { bootSettings } from '../../../host/index.ts';
import { IP_FORWARD, IP6_FORWARD } from '../../../state/index.ts';
import { type CheckedNode, nodeCheck, warning } from '../../check.ts';
import { familyNumbers } from '../../own-links.ts';

/** The settings that pods' packets need, each also by the name that the kernel has for all links. */
const needed = ({ network }: CheckedNode): string[] => [
  ...(familyNumbers(network).includes(4)
    ? [IP_FORWARD, 'net/ipv4/conf/all/forwarding', 'net/bridge/bridge-nf-call-iptables']
    : []),
  ...(familyNumbers(network).includes(6) ? [IP6_FORWARD, 'net/bridge/bridge-nf-call-ip6tables'] : []),
];

const ETC = '/etc/sysctl.d/99-zz-flannelctl.conf';

/** Whether a file turns off, at the next boot or `sysctl --system`, what pods' packets need (faults 9, 10). */
export const settingsAtBoot = nodeCheck({
  name: 'SettingsAtBoot',
  symptom: 'Pods are cut off after a reboot, or after sysctl --system',
  when: [],
  needs: (node) => ({ written: bootSettings(node.root, needed(node)) }),
  run: (_, { written }) =>
    Object.entries(written)
      .filter(([, { value }]) => value === '0')
      .map(([path, { file }]) =>
        warning(
          `${file} sets ${path} to 0, which cuts pods off at the next boot or sysctl --system`,
          `Take the line out of ${file}, or: echo '${path} = 1' >> ${ETC}`,
          { evidence: [`${file}: ${path} = 0`], impact: 'No packet of a pod is forwarded from then on.' },
        ),
      ),
});
