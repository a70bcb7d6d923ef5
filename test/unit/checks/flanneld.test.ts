import { describe, expect, it } from 'vitest';
import { flanneld, stopCommand } from '../../../src/checks/coexistence/flanneld.ts';
import { repairOf } from '../../../src/checks/repair.ts';
import type { FlannelProcess } from '../../../src/host/index.ts';
import type { LinkName, NodeName } from '../../../src/net/index.ts';
import type { Change } from '../../../src/state/index.ts';
import { found, NODE } from './support.ts';

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
    expect(stopCommand({ pid: 77, cgroup }, 'n1' as NodeName)).toBe(command);
  });

  it.each([
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-${ID}.scope`,
    `4:memory:/kubepods/burstable/pod1/${ID}`,
  ])('of a DaemonSet is taken off this node only: %s', (cgroup) => {
    const command = stopCommand({ pid: 77, cgroup }, 'n1' as NodeName);
    const [, patch = ''] =
      /^kubectl -n kube-flannel patch daemonset kube-flannel-ds --type=json -p '(.*)'$/.exec(command) ?? [];
    expect(JSON.parse(patch)).toMatchObject([
      { op: 'add', value: { key: 'kubernetes.io/hostname', operator: 'NotIn', values: ['n1'] } },
    ]);
  });
});

describe('a flanneld that built the node', () => {
  const restart = (cgroup: string): string =>
    repairOf({ name: 'n1' as NodeName, flannel: { process: { name: 'flanneld', pid: 77, cgroup } } });

  it.each([
    [
      '0::/kubepods.slice/kubepods-pod1.slice',
      'kubectl -n kube-flannel delete pod -l app=flannel --field-selector spec.nodeName=n1',
    ],
    ['0::/system.slice/k3s.service', 'systemctl restart k3s.service'],
    [`0::/docker/${'4f0c'.repeat(16)}`, 'docker restart 4f0c4f0c4f0c'],
    ['', 'restart flanneld (process 77)'],
  ])('in %s is restarted', (cgroup, command) => {
    expect(restart(cgroup)).toBe(command);
  });

  it('is to be started with an option that join would be given', () => {
    const name = 'n1' as NodeName;
    expect(repairOf({ name, flannel: { process: undefined } }, '--iface', 'eth1')).toBe(
      'start flanneld with --iface eth1',
    );
    expect(repairOf({ name }, '--iface', 'eth1')).toBe('flannelctl join --iface eth1');
  });
});

describe('processes of this network namespace', () => {
  const process = (name: FlannelProcess['name'], pid: number, cgroup = ''): FlannelProcess => ({
    name,
    pid,
    cgroup,
  });
  const facts = (...processes: FlannelProcess[]) => ({ 'processes of flannel': processes });

  it('that are none of flannel are fine', async () => {
    expect(await found(flanneld, NODE, facts())).toEqual([]);
  });

  it('a flanneld is an error, with the command that stops it', async () => {
    const unit = process('flanneld', 77, '0::/system.slice/flanneld.service\n');
    expect(await found(flanneld, NODE, facts(unit))).toMatchObject([
      {
        severity: 'error',
        message: 'flanneld is running (process 77)',
        hint: expect.stringContaining('systemctl disable --now flanneld.service'),
      },
    ]);
  });

  it('k3s is a warning, an error where something of flannel is to be taken over, and nothing once the node is set up', async () => {
    const k3s = facts(process('k3s-agent', 5), process('k3s-server', 6));
    expect(await found(flanneld, NODE, k3s)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('process 6') },
    ]);
    const link = { kind: 'link', name: 'cni0' as LinkName };
    const adoption = { action: 'adopt', key: 'link cni0', from: link, to: link } as unknown as Change;
    const takeover = { ...NODE, diff: { changes: [adoption], unchanged: 0 } };
    expect(await found(flanneld, takeover, k3s)).toMatchObject([{ severity: 'error' }]);
    expect(await found(flanneld, { ...NODE, isSetUp: true }, k3s)).toEqual([]);
  });
});
