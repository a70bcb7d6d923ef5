import { describe, expect, it } from 'vitest';
import type { Uplink } from '../../../src/host/index.ts';
import type { Address, LinkName, NodeName } from '../../../src/net/index.ts';
import { stopCommand } from '../../../src/node/preflight/flanneld.ts';
import { lostByForwarding } from '../../../src/node/preflight/router-advertisement.ts';
import { checkChoice, checkPublicIP, checkTunnel } from '../../../src/node/preflight/uplink.ts';

const uplink = (more: Partial<Uplink> = {}): Uplink => ({
  name: 'eth0' as LinkName,
  addresses: { ipv4: '192.168.1.1' as Address, ipv6: 'fd00::1' as Address },
  mtu: 1500,
  up: true,
  kind: 'device',
  by: 'default-route',
  reason: 'the default route goes by it',
  candidates: [],
  ...more,
});

const OTHERS: Pick<Uplink, 'candidates'> = {
  candidates: [
    { name: 'eth1' as LinkName, address: '10.9.0.1' as Address },
    { name: 'eth2' as LinkName, address: '10.8.0.1' as Address },
  ],
};

describe('an uplink among others', () => {
  it('is warned of where it was guessed, with why and with the others', () => {
    const [finding, ...more] = checkChoice(uplink(OTHERS));
    expect(more).toEqual([]);
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toBe(
      'eth0 192.168.1.1 and fd00::1 was taken as uplink, because the default route goes by it; it could also be eth1 10.9.0.1, eth2 10.8.0.1',
    );
    expect(finding?.hint).toContain('--iface eth0, or --iface eth1');
  });

  it.each(['iface', 'iface-regex', 'iface-can-reach', 'public-ip', 'remembered'] as const)(
    'is not where it was chosen by %s',
    (by) => {
      expect(checkChoice(uplink({ ...OTHERS, by }))).toEqual([]);
    },
  );

  it('is not where there is no other', () => {
    expect(checkChoice(uplink())).toEqual([]);
  });
});

describe('a tunnel as uplink', () => {
  it.each(['wireguard', 'tun', 'vxlan', 'gre', 'ipip', 'sit', 'ip6tnl', 'geneve'])(
    '%s is warned of',
    (kind) => {
      const [finding] = checkTunnel(uplink({ kind, mtu: 1420 }), 1370);
      expect(finding).toMatchObject({ severity: 'warning' });
      expect(finding?.message).toContain(
        `a tunnel itself (${kind}, MTU 1420), so that pods get an MTU of 1370`,
      );
    },
  );

  it.each(['device', 'veth', 'vlan', 'bond', 'bridge', 'macvlan'])('%s is none', (kind) => {
    expect(checkTunnel(uplink({ kind }), 1450)).toEqual([]);
  });
});

describe('the public IP', () => {
  it("is told where it is not the uplink's, of either family", () => {
    const [own, own6] = ['192.168.1.1', 'fd00::1'] as Address[] as [Address, Address];
    expect(checkPublicIP(uplink(), [own, own6])).toEqual([]);
    expect(checkPublicIP(uplink(), ['203.0.113.1' as Address, own6])).toMatchObject([
      { message: "the public IP 203.0.113.1 is not eth0's 192.168.1.1" },
    ]);
    expect(checkPublicIP(uplink(), [own, '2001:db8::1' as Address])).toMatchObject([
      { message: "the public IP 2001:db8::1 is not eth0's fd00::1" },
    ]);
  });
});

describe('a running flanneld', () => {
  const ID = '4f0c'.repeat(16);

  it.each([
    ['a service', '0::/system.slice/flanneld.service\n', 'systemctl disable --now flanneld.service'],
    [
      'a service, cgroup v1',
      '9:cpu:/\n1:name=systemd:/system.slice/my-flannel.service\n',
      'systemctl disable --now my-flannel.service',
    ],
    ['a container of docker', `0::/system.slice/docker-${ID}.scope\n`, 'docker stop 4f0c4f0c4f0c'],
    ['a container of docker, cgroupfs', `0::/docker/${ID}\n`, 'docker stop 4f0c4f0c4f0c'],
    ['a container of podman', `0::/machine.slice/libpod-${ID}.scope\n`, 'podman stop 4f0c4f0c4f0c'],
    ['a shell', '0::/user.slice/user-0.slice/session-3.scope\n', 'kill 77'],
    ['who knows', '', 'kill 77'],
  ])('by %s is stopped by the command for it', (_, cgroup, command) => {
    expect(stopCommand(77, cgroup, 'n1' as NodeName)).toBe(command);
  });

  it.each([
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-${ID}.scope`,
    `4:memory:/kubepods/burstable/pod1/${ID}`,
  ])('of a DaemonSet is taken off this node only: %s', (cgroup) => {
    const command = stopCommand(77, cgroup, 'n1' as NodeName);
    const [, patch = ''] =
      /^kubectl -n kube-flannel patch daemonset kube-flannel-ds --type=json -p '(.*)'$/.exec(command) ?? [];
    expect(JSON.parse(patch)).toMatchObject([
      { op: 'add', value: { key: 'kubernetes.io/hostname', operator: 'NotIn', values: ['n1'] } },
    ]);
  });
});

describe('a default route by router advertisement', () => {
  const lost = (forwarding: string, acceptRa: string, protocol = '9'): string[] =>
    lostByForwarding(
      [
        { protocol, dev: 'eth0' as LinkName, gateway: 'fe80::1' as Address },
        { protocol: '3', dev: 'eth1' as LinkName },
      ],
      new Map([
        ['net/ipv6/conf/all/forwarding', forwarding],
        ['net/ipv6/conf/eth0/accept_ra', acceptRa],
        ['net/ipv6/conf/eth1/accept_ra', '1'],
      ]),
    ).map(({ message, hint }) => `${message}: ${hint}`);

  it('is lost where forwarding is turned on and accept_ra is 1', () => {
    const [said, ...more] = lost('0', '1');
    expect(more).toEqual([]);
    expect(said).toContain('eth0');
    expect(said).toContain('sysctl -w net/ipv6/conf/eth0/accept_ra=2');
  });

  it.each([
    ['forwarding is on', '1', '1', '9'],
    ['accept_ra is 2', '0', '2', '9'],
    ['a program listens to routers', '0', '0', '9'],
    ['the route is of another origin', '0', '1', '3'],
  ])('is not where %s', (_, forwarding, acceptRa, protocol) => {
    expect(lost(forwarding, acceptRa, protocol)).toEqual([]);
  });
});
