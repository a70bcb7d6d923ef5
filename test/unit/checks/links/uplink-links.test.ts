import { expect, it } from 'vitest';
import { enslaved } from '../../../../src/checks/links/enslaved.ts';
import { netem } from '../../../../src/checks/links/netem.ts';
import { bondMode } from '../../../../src/checks/links/uplink/bond-mode.ts';
import { uplinkHealth } from '../../../../src/checks/links/uplink/health.ts';
import { uplinkMaster } from '../../../../src/checks/links/uplink/master.ts';
import { receiveOffload } from '../../../../src/checks/links/uplink/receive-offload.ts';
import { found, NODE } from '../support.ts';

const DAY = 86_400;

const health = async (more: object, seconds = DAY, ifname = 'eth0') =>
  found(uplinkHealth, NODE, {
    'counters of links': [
      {
        ifname,
        rx: { packets: 100_000, errors: 0 },
        tx: { packets: 100_000, errors: 0 },
        carrierChanges: 2,
        ...more,
      },
    ],
    uptime: seconds,
  });

it('tells an uplink that loses its carrier often', async () => {
  expect(await health({ carrierChanges: 20 }, 5 * DAY)).toMatchObject([
    { message: 'eth0 lost or found its carrier 20 times in 5 days' },
  ]);
  expect(await health({ carrierChanges: 20 }, 11 * DAY)).toEqual([]);
  expect(await health({ carrierChanges: 19 }, 60)).toEqual([]);
  expect(await health({ carrierChanges: 500 }, DAY, 'eth9')).toEqual([]);
});

it('tells errors of each direction by their share', async () => {
  expect(await health({ rx: { packets: 99_000, errors: 1000 } })).toMatchObject([
    { message: 'eth0 received 1000 of 100000 (1 %) packets with errors since boot' },
  ]);
  expect(await health({ tx: { packets: 99_000, errors: 1000 } })).toMatchObject([
    { message: 'eth0 sent 1000 of 100000 (1 %) packets with errors since boot' },
  ]);
  expect(await health({ rx: { packets: 99_000, errors: 999 } })).toEqual([]);
  expect(await health({ rx: { packets: 9_000_000, errors: 1000 } })).toEqual([]);
});

const portOf = async (kind: string) =>
  found(uplinkMaster, NODE, {
    links: [
      { ifname: 'eth0', master: 'up0' },
      { ifname: 'up0', linkinfo: { info_kind: kind } },
    ],
  });

it('tells an uplink that is a port', async () => {
  expect(await portOf('bridge')).toMatchObject([
    { message: 'the uplink eth0 is a port of the bridge up0, which takes the packets that arrive there' },
  ]);
  expect(await portOf('bond')).toHaveLength(1);
  expect(await portOf('vrf')).toEqual([]);
  expect(await found(uplinkMaster, NODE, { links: [{ ifname: 'eth0' }] })).toEqual([]);
});

it('tells a bond that sends in turns', async () => {
  const bond = (mode: string, ifname = 'eth0') => ({
    links: [{ ifname, linkinfo: { info_kind: 'bond', info_data: { mode } } }],
  });
  expect(await found(bondMode, NODE, bond('balance-rr'))).toHaveLength(1);
  expect(await found(bondMode, NODE, bond('802.3ad'))).toEqual([]);
  expect(await found(bondMode, NODE, bond('balance-rr', 'bond7'))).toEqual([]);
});

const below = async (ifname: string, kind: string) =>
  found(enslaved, NODE, {
    links: [
      { ifname, master: 'up0' },
      { ifname: 'up0', linkinfo: { info_kind: kind } },
    ],
  });

it("tells flannel's own links that are below another", async () => {
  expect(await below('flannel.1', 'bridge')).toMatchObject([
    {
      effect: 'outage',
      message: 'flannel.1 is below up0, which takes the packets that arrive there',
      hint: 'ip link set flannel.1 nomaster; then: flannelctl join',
    },
  ]);
  expect(await below('cni0', 'vrf')).toMatchObject([
    { message: 'cni0 is below up0, which routes the packets that arrive there by a table of its own' },
  ]);
  expect(await below('eth0', 'bridge')).toEqual([]);
  expect(await below('flannel.1', '')).toEqual([]);
  expect(await found(enslaved, NODE, { links: [{ ifname: 'cni0' }] })).toEqual([]);
});

it('tells links that lose packets on purpose, the pods among them', async () => {
  const links = [
    { ifname: 'eth0', qdisc: 'netem' },
    { ifname: 'veth1', master: 'cni0', qdisc: 'netem' },
    { ifname: 'eth9', qdisc: 'netem' },
    { ifname: 'flannel.1', qdisc: 'noqueue' },
  ];
  expect(await found(netem, NODE, { links })).toMatchObject([
    { evidence: ['ip link show eth0: qdisc netem'] },
    { evidence: ['ip link show veth1: qdisc netem'] },
  ]);
});

it.each([
  ['is off', { driver: 'ixgbe', on: ['rx-checksumming'] }, 1],
  ['is on', { driver: 'ixgbe', on: ['generic-receive-offload'] }, 0],
  ['is not known', { driver: 'ixgbe', on: [] }, 0],
  ['is off where there is no device', { on: ['rx-checksumming'] }, 0],
])('says of an offload that %s: %j gives %i', async (_, device, count) => {
  expect(await found(receiveOffload, NODE, { 'offloads of eth0': device })).toHaveLength(count);
});
