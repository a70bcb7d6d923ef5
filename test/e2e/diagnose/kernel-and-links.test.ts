import { expect, test } from 'vitest';
import type { DiagnosisDocument } from '../../../src/generated/types.d.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

const GROUPS = ['kernel', 'links', 'mtu', 'addresses', 'coexistence'];

/** Faults that do not hide each other, on a host whose bridge has a pod's port. */
const FAULTS = `
sysctl -qw net/ipv4/icmp_echo_ignore_all=1 net/ipv4/ip_no_pmtu_disc=1
sysctl -qw net/ipv4/conf/cni0/arp_ignore=8 net/ipv4/conf/flannel.1/forwarding=0
ip link set cni0 type bridge stp_state 1
ip link add veth7 mtu 1500 type veth peer name p0
ip link set veth7 master cni0
ip link set flannel.1 type vxlan id 1 ttl 3 df set
ip link add flannel.7 type vxlan id 7 dev eth0 local 192.168.77.1 dstport 8472 nolearning
ip link add kube-bridge type bridge
ip address add 192.168.77.99/24 dev p0
ip link set p0 up
ip link add br7 type bridge
ip link set flannel.1 master br7
`;

test('settings and links that cut pods off are named, each by its check', async () => {
  const host = await freshHost();
  await initN1(host, netConf());
  expectExit(await host.flannelctl(['diagnose', ...GROUPS]), 0);
  await host.sh('sh -e', FAULTS);
  const { stdout } = expectExit(await host.flannelctl(['diagnose', ...GROUPS, '-o', 'json']), 11);
  const { findings } = JSON.parse(stdout) as DiagnosisDocument;
  const of = (severity: string): string[] =>
    findings.filter((finding) => finding.severity === severity).map(({ check }) => check);
  expect(of('outage')).toEqual(['LinkForwarding', 'ArpIgnored', 'Enslaved', 'BridgePorts']);
  expect(of('warning').toSorted()).toEqual(
    [
      ...['EchoIgnored', 'TimeToLive', 'SpanningTree', 'PodMtu', 'OuterFragments', 'HairpinPorts'],
      ...['PathDiscovery', 'SharedNetwork', 'OldOverlays', 'OtherCni'],
    ].toSorted(),
  );
});
