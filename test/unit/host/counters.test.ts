import { expect, it } from 'vitest';
import { moduleNames } from '../../../src/host/facts/boot/modules.ts';
import { assignmentsOf } from '../../../src/host/facts/boot/setting-files.ts';
import { backlogOf } from '../../../src/host/facts/counters/backlog.ts';
import { linkCountersOf } from '../../../src/host/facts/counters/link-counters.ts';
import { countersOf } from '../../../src/host/facts/counters/protocol-counters.ts';
import { tableCountersOf } from '../../../src/host/facts/counters/table-counters.ts';
import { featuresOn } from '../../../src/host/facts/offloads.ts';

it('names counters as nstat does', () => {
  const snmp = 'Ip: Forwarding FragOKs\nIp: 2 7\nIcmp: InMsgs\nIcmp: 4\nUdp: InCsumErrors\nUdp: 3\n';
  const netstat = 'TcpExt: IPReversePathFilter PAWSActive\nTcpExt: 9 0\n';
  expect(countersOf(snmp, netstat, 'Ip6FragOKs     \t5\nUdp6InDatagrams  \t6\n')).toEqual({
    IpForwarding: 2,
    IpFragOKs: 7,
    IcmpInMsgs: 4,
    UdpInCsumErrors: 3,
    TcpExtIPReversePathFilter: 9,
    TcpExtPAWSActive: 0,
    Ip6FragOKs: 5,
    Udp6InDatagrams: 6,
  });
  expect(countersOf('', 'nothing of it\n', '')).toEqual({});
});

it('adds the counters of processors, and takes the size of the table once', () => {
  const text = 'entries  clashres insert_failed\n0000000a  00000000 00000010\n0000000a  00000001 00000002\n';
  expect(tableCountersOf(text)).toEqual({ entries: 10, clashres: 1, insert_failed: 18 });
  expect(tableCountersOf('')).toEqual({});
});

it('adds the backlogs of processors', () => {
  expect(backlogOf('0000000a 00000001 00000002 0\n00000010 00000002 00000000 0\n')).toEqual({
    processed: 26,
    dropped: 3,
  });
});

it('reads counters of links', () => {
  const rx = { packets: 5, errors: 1, dropped: 2, otherhost: 3 };
  const tx = { packets: 6, errors: 0, dropped: 4, carrier_changes: 8 };
  expect(
    linkCountersOf([
      {},
      { ifname: 'veth1', stats64: { rx, tx }, xdp: { mode: 1 } },
      { ifname: 'lo', stats64: {} },
    ]),
  ).toEqual([
    {
      ifname: 'veth1',
      rx: { packets: 5, errors: 1, dropped: 2, otherhost: 3 },
      tx: { packets: 6, errors: 0, dropped: 4 },
      carrierChanges: 8,
      xdp: true,
    },
    {
      ifname: 'lo',
      rx: { packets: 0, errors: 0, dropped: 0, otherhost: 0 },
      tx: { packets: 0, errors: 0, dropped: 0 },
      carrierChanges: 0,
      xdp: false,
    },
  ]);
});

it('reads the assignments of sysctl.d, with dots or slashes', () => {
  const text =
    '# a comment\n; another\nnet.ipv4.ip_forward = 0\n-net/ipv4/conf/eth0.1/rp_filter=1\nnet.ipv4.conf.eth0/1.forwarding=1 \nlonely\n';
  expect(assignmentsOf(text)).toEqual([
    ['net/ipv4/ip_forward', '0'],
    ['net/ipv4/conf/eth0.1/rp_filter', '1'],
    ['net/ipv4/conf/eth0.1/forwarding', '1'],
  ]);
});

it('reads the names in modules-load.d', () => {
  expect(moduleNames('# of Kubernetes\noverlay\n br_netfilter \n\n;no\n')).toEqual([
    'overlay',
    'br_netfilter',
  ]);
});

it('reads the features that are on', () => {
  const text =
    'Features for eth0:\ntx-checksumming: on\n\ttx-checksum-ip-generic: on\n\ttx-checksum-sctp: off [fixed]\ntx-udp_tnl-segmentation: on [fixed]\n';
  expect(featuresOn(text)).toEqual(['tx-checksumming', 'tx-checksum-ip-generic', 'tx-udp_tnl-segmentation']);
});
