import { expect, it } from 'vitest';
import { checksumOffload } from '../../../../src/checks/links/overlay/checksum-offload.ts';
import { randomMac } from '../../../../src/checks/links/overlay/random-mac.ts';
import { staleMac } from '../../../../src/checks/links/overlay/stale-mac.ts';
import { timeToLive } from '../../../../src/checks/links/overlay/time-to-live.ts';
import { tunnelOffload } from '../../../../src/checks/links/overlay/tunnel-offload.ts';
import { udpChecksums } from '../../../../src/checks/links/overlay/udp-checksums.ts';
import { zeroChecksum } from '../../../../src/checks/links/overlay/zero-checksum.ts';
import { DUAL, EXAMPLE } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const MAC = '0e:2a:00:00:00:01';

const HOST_GW = { ...NODE, network: { ...EXAMPLE, backend: { type: 'host-gw' } as const } };

const received = (otherhost: number, packets: number, ifname = 'flannel.1') => ({
  links: [{ ifname, address: MAC }],
  'counters of links': [{ ifname, rx: { packets, otherhost } }],
});

it('tells packets for another MAC than that of the overlay', async () => {
  expect(await found(staleMac, NODE, received(100, 10_000))).toMatchObject([
    {
      message: `flannel.1 got 100 of 10000 (1 %) packets since it was made that were for another MAC than its own ${MAC}: peers have an old one`,
    },
  ]);
});

it.each([
  ['there was none', received(0, 0)],
  ['there were few', received(99, 9)],
  ['there were few among many', received(100, 10_001)],
  ['they came by another link', received(500, 1000, 'eth0')],
])('says nothing of MACs where %s', async (_, facts) => {
  expect(await found(staleMac, NODE, facts)).toEqual([]);
});

const origin = async (assigned: string, mac = MAC) =>
  found(randomMac, NODE, {
    links: [{ ifname: 'flannel.1', address: MAC }],
    'origins of the MACs of flannel.1': [{ dev: 'flannel.1', mac, assigned }],
  });

it('tells a MAC that udev may replace', async () => {
  expect(await origin('random')).toMatchObject([
    { message: expect.stringContaining('the kernel chose the MAC of flannel.1 itself') },
  ]);
  expect(await origin('set')).toEqual([]);
  expect(await origin('other')).toEqual([]);
});

it('says nothing where /sys is of another namespace', async () => {
  expect(await origin('random', '0e:2a:00:00:00:02')).toEqual([]);
});

const vxlan = (data: object, ifname = 'flannel.1') => ({
  links: [{ ifname, linkinfo: { info_kind: 'vxlan', info_data: { id: 1, ...data } } }],
});

it('tells outer packets that live too short', async () => {
  expect(await found(timeToLive, NODE, vxlan({ ttl: 3 }))).toMatchObject([
    {
      message: 'packets of flannel.1 pass 2 routers at most: its ttl is 3',
      hint: 'ip link set flannel.1 type vxlan id 1 ttl 64',
    },
  ]);
  for (const facts of [
    vxlan({ ttl: 0 }),
    vxlan({ ttl: 64 }),
    vxlan({ ttl: 'inherit' }),
    vxlan({ ttl: 3 }, 'vx7'),
  ])
    expect(await found(timeToLive, NODE, facts)).toEqual([]);
});

it('tells packets without a checksum over IPv6', async () => {
  const node = { ...NODE, network: DUAL };
  const [on, off] = [true, false].map((udp_zero_csum6_tx) =>
    vxlan({ local6: 'fd00::1', udp_zero_csum6_tx }, 'flannel-v6.1'),
  );
  expect(await found(zeroChecksum, node, on ?? {})).toMatchObject([
    { evidence: ['ip -d link show flannel-v6.1: udp6zerocsumtx'] },
  ]);
  expect(await found(zeroChecksum, node, off ?? {})).toEqual([]);
  expect(await found(zeroChecksum, node, vxlan({ local: '192.168.1.1', udp_zero_csum6_tx: true }))).toEqual(
    [],
  );
});

const driver = (name: string, on: readonly string[]) => ({ 'offloads of eth0': { driver: name, on } });

it('tells a vmxnet3 that offloads packets of tunnels', async () => {
  const on = ['tx-udp_tnl-segmentation', 'rx-checksum'];
  const [finding, ...more] = await found(tunnelOffload, NODE, driver('vmxnet3', on));
  expect(more).toEqual([]);
  expect(finding?.hint).toContain('ethtool -K eth0 tx-udp_tnl-segmentation off');
  expect(finding?.hint).not.toContain('csum-segmentation');
  const [csum] = await found(tunnelOffload, NODE, driver('vmxnet3', ['tx-udp_tnl-csum-segmentation']));
  expect(csum?.hint).toContain('ethtool -K eth0 tx-udp_tnl-csum-segmentation off');
  expect(await found(tunnelOffload, NODE, driver('virtio_net', on))).toEqual([]);
  expect(await found(tunnelOffload, NODE, driver('vmxnet3', []))).toEqual([]);
  expect(await found(tunnelOffload, HOST_GW, driver('vmxnet3', on))).toEqual([]);
});

const kernel = async (release: string, on: readonly string[] = ['tx-checksum-ip-generic']) =>
  found(checksumOffload, NODE, { 'kernel release': release, 'offloads of flannel.1': { on } });

it.each(['5.6.12', '5.4.40', '4.19.122-generic', '4.14.180', '5.5.19', '4.9.300'])(
  'tells the offload of the overlay on %s',
  async (release) => {
    expect(await kernel(release)).toMatchObject([
      { hint: expect.stringContaining('ethtool -K flannel.1 tx-checksum-ip-generic off') },
    ]);
  },
);

it.each([
  '5.6.13',
  '5.4.41',
  '4.19.123',
  '4.14.181',
  '5.7.1',
  '5.10.0-9-amd64',
  '6.1.4',
  '4.18.0-193.el8',
  'odd',
])('says nothing of it on %s', async (release) => {
  expect(await kernel(release)).toEqual([]);
});

it('says nothing of an offload that is off', async () => {
  expect(await kernel('5.4.40', [])).toEqual([]);
});

const udp = (wrong: number, right: number, more: object = {}) => ({
  'counters of protocols': { UdpInCsumErrors: wrong, UdpInDatagrams: right, ...more },
});

it('tells wrong checksums of peers, of both families', async () => {
  const [finding] = await found(udpChecksums, NODE, udp(6, 90, { Udp6InCsumErrors: 4 }));
  expect(finding?.message).toBe(
    '10 of 100 (10 %) UDP packets came with a wrong checksum since boot, and were dropped',
  );
  expect(finding?.hint).toContain("grep 'bad checksum.*:8472'");
  expect(await found(udpChecksums, NODE, udp(9, 90))).toEqual([]);
  expect(await found(udpChecksums, NODE, udp(10, 1_000_000))).toEqual([]);
  expect(await found(udpChecksums, HOST_GW, udp(10, 90))).toEqual([]);
});
