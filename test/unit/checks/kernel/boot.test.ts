import { expect, it } from 'vitest';
import { modulesAtBoot } from '../../../../src/checks/kernel/boot/modules-at-boot.ts';
import { modulesFolder } from '../../../../src/checks/kernel/boot/modules-folder.ts';
import { settingsAtBoot } from '../../../../src/checks/kernel/boot/settings-at-boot.ts';
import { bridgeNetfilter } from '../../../../src/checks/kernel/bridge-netfilter.ts';
import { syncedClock } from '../../../../src/checks/kernel/clock.ts';
import { EXAMPLE } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const ASKED = 'net/ipv4/ip_forward net/ipv4/conf/all/forwarding net/bridge/bridge-nf-call-iptables';

const atBoot = async (value: string) =>
  found(settingsAtBoot, NODE, {
    [`settings at boot ${ASKED}`]: { 'net/ipv4/ip_forward': { value, file: '/etc/sysctl.d/99-hard.conf' } },
  });

it('tells a file that turns forwarding off at the next boot', async () => {
  expect(await atBoot('0')).toMatchObject([
    {
      message:
        '/etc/sysctl.d/99-hard.conf sets net/ipv4/ip_forward to 0, which cuts pods off at the next boot or sysctl --system',
      evidence: ['/etc/sysctl.d/99-hard.conf: net/ipv4/ip_forward = 0'],
    },
  ]);
  expect(await atBoot('1')).toEqual([]);
});

interface Stage {
  readonly modules?: object;
  readonly programs?: readonly string[];
  readonly bridgeNetfilter?: boolean;
}

const MODULES = { release: '6.1.0-9-amd64', installed: ['6.1.0-9-amd64'], builtIn: [], atBoot: [] };

const facts = ({ modules, programs, bridgeNetfilter: has }: Stage) => ({
  'kernel features': { bridgeNetfilter: has ?? true },
  'modules of the kernel': { ...MODULES, ...modules },
  'programs that run': programs ?? ['kubelet'],
});

it('tells a module that no file has loaded at boot', async () => {
  expect(await found(modulesAtBoot, NODE, facts({}))).toMatchObject([
    { message: 'the module br_netfilter is loaded now, and no file has it loaded at the next boot' },
  ]);
});

it.each<[string, Stage]>([
  ['a file has it loaded', { modules: { atBoot: ['br_netfilter'] } }],
  ['it is built in', { modules: { builtIn: ['br_netfilter'] } }],
  ['it is not loaded now either', { bridgeNetfilter: false }],
  ['nobody asks for it', { programs: [] }],
  ['docker loads it', { programs: ['dockerd', 'kubelet'] }],
  ['the modules of this kernel are not seen', { modules: { installed: [] } }],
])('says nothing of the next boot where %s', async (_, stage) => {
  expect(await found(modulesAtBoot, NODE, facts(stage))).toEqual([]);
});

it('tells a kernel whose modules are gone', async () => {
  const found3 = async (installed: readonly string[]) =>
    found(modulesFolder, NODE, facts({ modules: { installed } }));
  expect(await found3(['6.1.0-10-amd64'])).toMatchObject([
    { message: expect.stringContaining('the kernel 6.1.0-9-amd64 runs, and its modules are not installed') },
  ]);
  expect(await found3(['6.1.0-9-amd64', '6.1.0-10-amd64'])).toEqual([]);
  expect(await found3([])).toEqual([]);
});

const BRIDGE_NODE = {
  ...NODE,
  network: {
    ...EXAMPLE,
    cniConf: '{"name":"cbr0","plugins":[{"type":"flannel","delegate":{"hairpinMode":true}}]}',
  },
};

it.each(['kubelet', 'kube-proxy', 'k3s-server', 'k3s-agent'])(
  'tells that br_netfilter is missing where %s runs',
  async (name) => {
    const stage = { bridgeNetfilter: false, programs: ['containerd', name] };
    expect(await found(bridgeNetfilter, BRIDGE_NODE, facts(stage))).toMatchObject([
      { message: expect.stringContaining('br_netfilter is not loaded') },
    ]);
    expect(await found(bridgeNetfilter, BRIDGE_NODE, facts({ programs: [name] }))).toEqual([]);
  },
);

it('does not miss br_netfilter where nothing of Kubernetes runs', async () => {
  for (const programs of [[], ['containerd', 'dockerd']])
    expect(await found(bridgeNetfilter, BRIDGE_NODE, facts({ bridgeNetfilter: false, programs }))).toEqual(
      [],
    );
});

it('tells a clock that is not synchronized, and nothing where systemd does not say', async () => {
  const of = async (value: boolean | null) => found(syncedClock, NODE, { 'clock is synchronized': value });
  expect(await of(false)).toMatchObject([{ message: 'the clock is not synchronized' }]);
  expect(await of(true)).toEqual([]);
  expect(await of(null)).toEqual([]);
});
