import { expect, it } from 'vitest';
import { arpIgnored } from '../../../../src/checks/kernel/settings/arp-ignored.ts';
import { echoIgnored } from '../../../../src/checks/kernel/settings/echo-ignored.ts';
import { ipv6Disabled } from '../../../../src/checks/kernel/settings/ipv6-disabled.ts';
import { linkForwarding } from '../../../../src/checks/kernel/settings/link-forwarding.ts';
import { reversePath } from '../../../../src/checks/kernel/settings/reverse-path.ts';
import { DUAL, SIX } from '../../../support/example-node.ts';
import { found, NODE } from '../support.ts';

const DUAL_NODE = { ...NODE, network: DUAL };

/** The facts of a check of settings: all of them, by the name that the check asks by. */
const settingsFor = (paths: readonly string[], values: Readonly<Record<string, string>>) => ({
  [`settings ${paths.join(' ')}`]: values,
});

const forwarding = (values: Readonly<Record<string, string>>) =>
  settingsFor(
    ['net/ipv4/ip_forward', ...['flannel.1', 'cni0', 'eth0'].map((dev) => `net/ipv4/conf/${dev}/forwarding`)],
    values,
  );

it('tells a link that does not forward where the host does', async () => {
  const values = { 'net/ipv4/ip_forward': '1', 'net/ipv4/conf/cni0/forwarding': '0' };
  expect(await found(linkForwarding, NODE, forwarding(values))).toMatchObject([
    {
      effect: 'outage',
      message: 'the kernel forwards no IPv4 packets that come by cni0: net/ipv4/conf/cni0/forwarding is 0',
      fix: { safety: 'safe', objects: [{ path: 'net/ipv4/conf/cni0/forwarding', value: '1', dev: 'cni0' }] },
    },
  ]);
});

it('tells of the uplink as less than an outage', async () => {
  const values = { 'net/ipv4/ip_forward': '1', 'net/ipv4/conf/eth0/forwarding': '0' };
  const [finding] = await found(linkForwarding, NODE, forwarding(values));
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding).not.toHaveProperty('effect');
});

it.each([
  ['all links forward', { 'net/ipv4/ip_forward': '1', 'net/ipv4/conf/cni0/forwarding': '1' }],
  ['the host does not', { 'net/ipv4/ip_forward': '0', 'net/ipv4/conf/cni0/forwarding': '0' }],
])('says nothing of a link where %s', async (_, values) => {
  expect(await found(linkForwarding, NODE, forwarding(values))).toEqual([]);
});

const disabled = (values: Readonly<Record<string, string>>) =>
  settingsFor(
    ['flannel.1', 'flannel-v6.1', 'cni0', 'eth0'].map((dev) => `net/ipv6/conf/${dev}/disable_ipv6`),
    values,
  );

it('tells a link without IPv6 where pods have it', async () => {
  const values = { 'net/ipv6/conf/cni0/disable_ipv6': '1', 'net/ipv6/conf/eth0/disable_ipv6': '0' };
  expect(await found(ipv6Disabled, DUAL_NODE, disabled(values))).toMatchObject([
    {
      effect: 'outage',
      message: 'IPv6 is turned off on cni0, and the net-conf has EnableIPv6',
      fix: { safety: 'safe', objects: [{ path: 'net/ipv6/conf/cni0/disable_ipv6', value: '0' }] },
    },
  ]);
});

it.each([
  ['IPv6 is on', DUAL_NODE, disabled({ 'net/ipv6/conf/cni0/disable_ipv6': '0' })],
  [
    'pods have IPv4 alone',
    NODE,
    settingsFor(
      ['flannel.1', 'cni0', 'eth0'].map((dev) => `net/ipv6/conf/${dev}/disable_ipv6`),
      { 'net/ipv6/conf/cni0/disable_ipv6': '1' },
    ),
  ],
])('says nothing of disable_ipv6 where %s', async (_, node, facts) => {
  expect(await found(ipv6Disabled, node, facts)).toEqual([]);
});

const filters = (all: string, eth0: string, counters: Readonly<Record<string, number>>) => ({
  ...settingsFor(
    ['all', 'flannel.1', 'cni0', 'eth0'].map((dev) => `net/ipv4/conf/${dev}/rp_filter`),
    {
      'net/ipv4/conf/all/rp_filter': all,
      'net/ipv4/conf/flannel.1/rp_filter': '0',
      'net/ipv4/conf/eth0/rp_filter': eth0,
    },
  ),
  'counters of protocols': counters,
});

const DROPS = { TcpExtIPReversePathFilter: 150, IpInReceives: 10_000 };

it('tells strict reverse path filtering that drops packets, and what makes it loose', async () => {
  const [finding, ...more] = await found(reversePath, NODE, filters('0', '1', DROPS));
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    severity: 'warning',
    message:
      'rp_filter is strict on eth0, and the kernel dropped 150 of 10000 (1.5 %) packets since boot, because the route to their source was by another link than they came by',
    fix: { safety: 'ask', objects: [{ path: 'net/ipv4/conf/eth0/rp_filter', value: '2' }] },
  });
  expect(finding?.hint).toContain('sysctl -w net/ipv4/conf/eth0/rp_filter=2');
});

it('takes the larger of the value for all links and that of the link', async () => {
  const [finding] = await found(reversePath, NODE, filters('1', '2', DROPS));
  expect(finding?.message).toContain('strict on flannel.1, and');
});

it.each([
  ['nothing was dropped', filters('1', '1', { TcpExtIPReversePathFilter: 0, IpInReceives: 10_000 })],
  ['few were', filters('1', '1', { TcpExtIPReversePathFilter: 99, IpInReceives: 100 })],
  ['few among many were', filters('1', '1', { TcpExtIPReversePathFilter: 150, IpInReceives: 1_000_000 })],
  ['it is loose', filters('0', '2', DROPS)],
  ['it is off', filters('0', '0', DROPS)],
])('says nothing of reverse path filtering where %s', async (_, facts) => {
  expect(await found(reversePath, NODE, facts)).toEqual([]);
});

const arp = (all: string, cni0: string, eth0: string, links: readonly object[] = []) => ({
  links,
  ...settingsFor(
    ['all', 'cni0', 'eth0'].map((dev) => `net/ipv4/conf/${dev}/arp_ignore`),
    {
      'net/ipv4/conf/all/arp_ignore': all,
      'net/ipv4/conf/cni0/arp_ignore': cni0,
      'net/ipv4/conf/eth0/arp_ignore': eth0,
    },
  ),
});

it('tells links that answer no ARP, and sets what says so', async () => {
  expect(await found(arpIgnored, NODE, arp('0', '8', '1'))).toMatchObject([
    {
      effect: 'outage',
      message: 'the kernel answers no ARP on cni0: arp_ignore is 8',
      hint: 'sysctl -w net/ipv4/conf/cni0/arp_ignore=0',
      fix: { objects: [{ path: 'net/ipv4/conf/cni0/arp_ignore', dev: 'cni0' }] },
    },
  ]);
  const [all] = await found(arpIgnored, NODE, arp('8', '0', '0'));
  expect(all?.message).toContain('on cni0 and eth0');
  expect(all?.hint).toBe('sysctl -w net/ipv4/conf/all/arp_ignore=0');
  expect(all?.fix?.objects?.[0]).not.toHaveProperty('dev');
});

it('says nothing of links that answer ARP for their own addresses', async () => {
  expect(await found(arpIgnored, NODE, arp('1', '0', '2'))).toEqual([]);
  expect(await found(arpIgnored, { ...NODE, network: SIX }, arp('8', '8', '8'))).toEqual([]);
});

it('tells links that have ARP turned off, unless they have none by nature', async () => {
  const links = (...flags: readonly string[]) => [{ ifname: 'cni0', flags: ['UP', ...flags] }];
  expect(await found(arpIgnored, NODE, arp('0', '0', '0', links('BROADCAST', 'NOARP')))).toMatchObject([
    {
      effect: 'outage',
      message: 'cni0 has ARP and neighbor discovery turned off (NOARP)',
      hint: 'ip link set cni0 arp on',
    },
  ]);
  expect(await found(arpIgnored, NODE, arp('0', '0', '0', links('POINTOPOINT', 'NOARP')))).toEqual([]);
  expect(await found(arpIgnored, NODE, arp('0', '0', '0', links('BROADCAST')))).toEqual([]);
});

it('tells a host that answers no pings', async () => {
  const [four, six] = ['net/ipv4/icmp_echo_ignore_all', 'net/ipv6/icmp/echo_ignore_all'] as const;
  const facts = settingsFor([four, six], { [four]: '0', [six]: '1' });
  expect(await found(echoIgnored, DUAL_NODE, facts)).toMatchObject([
    { message: 'this host answers no pings: net/ipv6/icmp/echo_ignore_all is 1' },
  ]);
  expect(await found(echoIgnored, NODE, settingsFor([four], { [four]: '0' }))).toEqual([]);
});
