import { attachingPlugin, confListOf } from '../../../config/index.ts';
import { hostLinks, type ProgramName, runningPrograms } from '../../../host/index.ts';
import { type Finding, nodeCheck, warning } from '../../check.ts';
import { someNames } from '../../some-names.ts';

/** Another network for pods: its links by name, and the program that makes them. */
interface OtherCni {
  readonly name: string;
  readonly program: ProgramName;
  readonly links: RegExp;
}

const OTHERS: readonly OtherCni[] = [
  {
    name: 'Calico',
    program: 'calico-node',
    links: /^(?:cali[0-9a-f]{11}|vxlan(?:-v6)?\.calico|wireguard\.cali)$/,
  },
  {
    name: 'Cilium',
    program: 'cilium-agent',
    links: /^(?:cilium_(?:host|net|vxlan|geneve|wg0)|lxc[0-9a-f]{12})$/,
  },
  { name: 'Weave Net', program: 'weaver', links: /^(?:weave|vxlan-6784|vethwe-(?:bridge|datapath))$/ },
  { name: 'kube-router', program: 'kube-router', links: /^kube-bridge$/ },
  { name: 'Antrea', program: 'antrea-agent', links: /^antrea-(?:gw|tun|egress)\d$/ },
  { name: 'OVN-Kubernetes', program: 'ovnkube', links: /^ovn-k8s-mp\d$/ },
  { name: 'Kube-OVN', program: 'kube-ovn-daemon', links: /^ovn0$/ },
];

function finding({ name }: OtherCni, links: readonly string[]): Finding {
  const { named, text } = someNames(links);
  return warning(
    `links of ${name} are here, and ${name} does not run: ${text}`,
    `If it is gone for good, a reboot deletes its links and rules; look for its files in /etc/cni/net.d, too.`,
    {
      evidence: [`ip link show: ${named.join(' ')}`],
      impact:
        'Their routes, rules and policies may catch packets of pods; pods that are still on them are cut off.',
    },
  );
}

/** Whether a network for pods that was here before has left links (faults 36, 46). Beside a running one nothing is said: it may be meant. */
export const otherCni = nodeCheck({
  name: 'OtherCni',
  symptom: 'Pods are cut off since the CNI was changed to flannel',
  when: [],
  needs: () => ({ links: hostLinks, programs: runningPrograms }),
  run: ({ network }, { links, programs }) => {
    if (attachingPlugin(confListOf(network)).type !== 'bridge') return [];
    const names = links.flatMap(({ ifname }) => ifname ?? []).filter((name) => name !== network.bridge);
    return OTHERS.filter(({ program }) => !programs.includes(program)).flatMap((other) => {
      const left = names.filter((name) => other.links.test(name));
      return left.length === 0 ? [] : [finding(other, left)];
    });
  },
});
