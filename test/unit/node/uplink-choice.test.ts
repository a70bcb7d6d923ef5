import { describe, expect, it } from 'vitest';
import {
  bridge,
  choose,
  chosen,
  DUAL,
  type Given,
  link,
  type Reach,
  type Shown,
  V6,
  veth,
} from './uplink-host.ts';

describe('the order of what is said', () => {
  it.each<[string, Given, string]>([
    ['nothing: the first default route', {}, 'eth0 192.168.1.1 default-route'],
    ['a name', { iface: ['eth1'] }, 'eth1 10.9.0.1 iface'],
    ['an address', { iface: ['10.9.0.2'] }, 'eth1 10.9.0.2 iface'],
    ['names in order', { iface: ['eth1', 'eth0'] }, 'eth1 10.9.0.1 iface'],
    ['a miss, then a name', { iface: ['eth9', '10.0.0.99', 'eth1'] }, 'eth1 10.9.0.1 iface'],
    ['a link without an address, then another', { iface: ['eth4', 'eth2'] }, 'eth2 172.16.0.1 iface'],
    ['a name before a regex', { iface: ['eth2'], ifaceRegex: ['eth0'] }, 'eth2 172.16.0.1 iface'],
    ['a regex after a miss', { iface: ['eth9'], ifaceRegex: ['eth2'] }, 'eth2 172.16.0.1 iface-regex'],
    ['regexes in order', { ifaceRegex: ['^wlan', '^eth2$', '^eth1$'] }, 'eth2 172.16.0.1 iface-regex'],
    ['a public IP alone', { publicIP: '10.9.0.2' }, 'eth1 10.9.0.2 public-ip'],
    ['memory alone', { remembered: 'eth1' }, 'eth1 10.9.0.1 remembered'],
    ['memory and a name', { remembered: 'eth1', iface: ['eth2'] }, 'eth2 172.16.0.1 iface'],
    [
      'memory and several names, with it among them',
      { remembered: 'eth1', iface: ['eth2', 'eth1'] },
      'eth1 10.9.0.1 iface',
    ],
    [
      'memory and names of others',
      { remembered: 'eth1', iface: ['eth2', 'eth0'] },
      'eth1 10.9.0.1 remembered',
    ],
    [
      'memory and a regex of another',
      { remembered: 'eth1', ifaceRegex: ['eth2'] },
      'eth1 10.9.0.1 remembered',
    ],
    [
      'memory and a regex of its address',
      { remembered: 'eth1', ifaceRegex: ['^172', '9.0.2$'] },
      'eth1 10.9.0.2 iface-regex',
    ],
    [
      'memory with an address',
      { remembered: 'eth1', rememberedAddresses: ['10.9.0.2'] },
      'eth1 10.9.0.2 remembered',
    ],
    [
      'memory with an address that is gone',
      { remembered: 'eth1', rememberedAddresses: ['10.9.0.7'] },
      'eth1 10.9.0.1 remembered',
    ],
    ['memory and a public IP', { remembered: 'eth2', publicIP: '10.9.0.2' }, 'eth1 10.9.0.2 public-ip'],
    [
      "a name behind NAT: the link's own",
      { iface: ['eth1'], publicIP: '203.0.113.1' },
      'eth1 10.9.0.1 iface',
    ],
    ['a name, and its second address', { iface: ['eth1'], publicIP: '10.9.0.2' }, 'eth1 10.9.0.2 iface'],
    [
      'a name, and the address of another',
      { iface: ['eth2'], publicIP: '10.9.0.2' },
      'eth2 172.16.0.1 iface',
    ],
    ['IPv6', V6, 'eth0 fd00:1::1 default-route'],
    ['IPv6 by address', { ...V6, iface: ['fd00:9::2'] }, 'eth1 fd00:9::2 iface'],
    ['IPv6 by public IP', { ...V6, publicIPv6: 'fd00:9::2' }, 'eth1 fd00:9::2 public-ip'],
    ['both', DUAL, 'eth0 192.168.1.1 fd00:1::1 default-route'],
    ['both by name', { ...DUAL, iface: ['eth1'] }, 'eth1 10.9.0.1 fd00:9::1 iface'],
    ['both by IPv4 address', { ...DUAL, iface: ['10.9.0.2'] }, 'eth1 10.9.0.2 fd00:9::1 iface'],
    ['both by IPv6 address', { ...DUAL, iface: ['fd00:9::2'] }, 'eth1 10.9.0.1 fd00:9::2 iface'],
    [
      'both by public IPs',
      { ...DUAL, publicIP: '10.9.0.2', publicIPv6: 'fd00:9::2' },
      'eth1 10.9.0.2 fd00:9::2 public-ip',
    ],
    ['both by one public IP', { ...DUAL, publicIPv6: 'fd00:9::2' }, 'eth1 10.9.0.1 fd00:9::2 public-ip'],
    [
      'both by address, IPv6 behind NAT',
      { ...DUAL, iface: ['10.9.0.2'], publicIPv6: '2001:db8::1' },
      'eth1 10.9.0.2 fd00:9::1 iface',
    ],
    [
      'both, the first lacking one',
      { ...DUAL, iface: ['eth2', 'ens3', 'eth1'] },
      'eth1 10.9.0.1 fd00:9::1 iface',
    ],
  ])('%s', (_, given, expected) => {
    expect(chosen(given)).toBe(expected);
  });
});

describe('a regular expression', () => {
  it.each<[string, Given, string]>([
    ['is not anchored', { ifaceRegex: ['h2'] }, 'eth2 172.16.0.1 iface-regex'],
    ['matches addresses, and fixes the one', { ifaceRegex: ['\\.0\\.2$'] }, 'eth1 10.9.0.2 iface-regex'],
    [
      'matches all addresses before any name',
      { ifaceRegex: ['^(eth0|172\\.16)'] },
      'eth2 172.16.0.1 iface-regex',
    ],
    ['takes links by index', { ifaceRegex: ['^eth'] }, 'eth0 192.168.1.1 iface-regex'],
    ['takes addresses in their order', { ifaceRegex: ['^(169|10)\\.'] }, 'eth1 10.9.0.1 iface-regex'],
    [
      'of both families needs both',
      { ...DUAL, ifaceRegex: ['^(172|10\\.9|fd00:9)'] },
      'eth1 10.9.0.1 fd00:9::1 iface-regex',
    ],
    [
      'of both families, where one address matches, goes by names',
      { ...DUAL, ifaceRegex: ['^(10\\.9|eth0)'] },
      'eth0 192.168.1.1 fd00:1::1 iface-regex',
    ],
    [
      'is of the families asked for',
      { ...V6, ifaceRegex: ['^(10\\.9|fd00:3)'] },
      'ens3 fd00:3::1 iface-regex',
    ],
    [
      'has flags and anchors as Go writes them',
      { ifaceRegex: ['(?i)\\AETH2\\z'] },
      'eth2 172.16.0.1 iface-regex',
    ],
    [
      'has named groups as Go writes them',
      { ifaceRegex: ['^(?P<kind>eth)2'] },
      'eth2 172.16.0.1 iface-regex',
    ],
  ])('%s', (_, given, expected) => {
    expect(chosen(given)).toBe(expected);
  });

  it('that names match is of the first such link, which may lack the address', () => {
    expect(() => choose({ ...V6, ifaceRegex: ['^eth[24]'] })).toThrow('Uplink: eth2 has no IPv6 address');
  });

  it.each([
    '^10\\.244',
    '^10\\.245',
    '^cni0',
    'overlay',
    '^172\\.17',
    'docker',
    '^lo$',
    '127',
    'kube',
    '^10\\.96',
  ])('%s never finds what is ours, a bridge of containers, or the like', (regex) => {
    expect(() => choose({ ifaceRegex: [regex] })).toThrow(`that --iface-regex ${regex} matches`);
  });

  it('finds a bridge that a real link is a port of', () => {
    const links = [
      link('br0', [['10.9.0.9']], bridge),
      link('eth0', [], { master: 'br0' }),
      link('v', [], veth('br0')),
    ];
    expect(chosen({ ifaceRegex: ['^10\\.9'] }, { links })).toBe('br0 10.9.0.9 iface-regex');
  });

  it('goes by indices where the kernel lists links in another order', () => {
    const links = [
      link('eth1', [['10.9.0.1']], { ifindex: 9 }),
      link('eth0', [['10.9.0.2']], { ifindex: 3 }),
    ];
    expect(chosen({ ifaceRegex: ['^10\\.9'] }, { links })).toBe('eth0 10.9.0.2 iface-regex');
  });
});

describe('the address of a link', () => {
  const first = (family: 4 | 6, ...addresses: readonly Shown[]): string =>
    chosen({ families: [family], iface: ['e'] }, { links: [link('e', addresses)] }).split(' ')[1] ?? '';

  it.each<[string, 4 | 6, readonly Shown[], string]>([
    ['the first', 4, [['10.0.0.1'], ['10.0.0.2']], '10.0.0.1'],
    [
      'global before link-local',
      4,
      [['169.254.1.1'], ['10.0.0.2', { dynamic: true, secondary: true }]],
      '10.0.0.2',
    ],
    ['by its value, not its scope', 4, [['10.0.0.1', { scope: '253' }], ['10.0.0.2']], '10.0.0.1'],
    ['permanent before dynamic', 4, [['10.0.0.1', { dynamic: true }], ['10.0.0.2']], '10.0.0.2'],
    [
      'permanent secondary before dynamic',
      4,
      [
        ['10.0.0.1', { dynamic: true }],
        ['10.0.0.2', { secondary: true }],
      ],
      '10.0.0.2',
    ],
    ['primary before secondary', 4, [['10.0.0.1', { secondary: true }], ['10.0.0.2']], '10.0.0.2'],
    [
      'not deprecated',
      4,
      [
        ['10.0.0.1', { deprecated: true }],
        ['10.0.0.2', { dynamic: true }],
      ],
      '10.0.0.2',
    ],
    [
      'link-local where there is no other',
      4,
      [['10.0.0.1', { deprecated: true }], ['169.254.1.1']],
      '169.254.1.1',
    ],
    ['IPv6 global before link-local', 6, [['fe80::1'], ['fd00::2', { dynamic: true }]], 'fd00::2'],
    [
      'not temporary',
      6,
      [
        ['fd00::1', { dynamic: true, temporary: true }],
        ['fd00::2', { dynamic: true }],
      ],
      'fd00::2',
    ],
    [
      'permanent before a privacy address',
      6,
      [['fd00::1', { temporary: true, dynamic: true }], ['fd00::2']],
      'fd00::2',
    ],
    [
      'no duplicate',
      6,
      [
        ['fd00::1', { dadfailed: true }],
        ['fd00::2', { dynamic: true }],
      ],
      'fd00::2',
    ],
    ['no loopback, no multicast', 4, [['127.0.0.5'], ['224.0.0.5'], ['10.0.0.1']], '10.0.0.1'],
  ])('%s', (_, family, addresses, expected) => {
    expect(first(family, ...addresses)).toBe(expected);
  });

  it('is no IPv6 link-local one, unless another is given for it', () => {
    const links = [link('e', [['fe80::1']])];
    const only = { families: [6], iface: ['e'] } as const;
    expect(() => chosen(only, { links })).toThrow('e has no IPv6 address but the link-local fe80::1');
    expect(chosen({ ...only, publicIPv6: '2001:db8::1' }, { links })).toBe('e fe80::1 iface');
  });

  it('is the one of an earlier run while the link has lost it, where it has one of the other family', () => {
    const run = {
      families: [4, 6],
      former: 'e',
      rememberedAddresses: ['10.0.0.1', 'fd00::1'],
    } as const;
    const without6 = { links: [link('e', [['10.0.0.1'], ['fe80::1']]), link('f', [['fd00::7']])] };
    const uplink = choose(run, without6);
    expect(uplink.addresses).toEqual({ ipv4: '10.0.0.1', ipv6: 'fd00::1' });
    expect(uplink.lost).toEqual(['fd00::1']);
    const other = choose(run, { links: [link('e', [['10.0.0.1'], ['fd00::2']])] });
    expect(other.addresses).toEqual({ ipv4: '10.0.0.1', ipv6: 'fd00::2' });
    expect(other.lost).toBeUndefined();
    expect(() => choose({ ...run, former: 'f', iface: ['e'] }, without6)).toThrow('no IPv6 address');
    expect(() =>
      choose({ ...run, publicIPv6: 'fd00::1', iface: ['e'] }, { links: [link('e', [['10.0.0.1']])] }),
    ).toThrow('no IPv6 address');
    expect(() => choose(run, { links: [link('e', [['fe80::1']])] })).toThrow('no IPv4 address');
  });

  it('is a subnet before a virtual IP, but DHCPv6 gives a single one', () => {
    expect(first(4, ['10.0.0.100', { prefixlen: 32 }], ['10.0.0.1', { prefixlen: 24, dynamic: true }])).toBe(
      '10.0.0.1',
    );
    expect(
      first(6, ['fd00::5', { prefixlen: 128, dynamic: true }], ['fd00::1', { prefixlen: 64, dynamic: true }]),
    ).toBe('fd00::5');
    expect(first(4, ['10.0.0.100', { prefixlen: 32 }])).toBe('10.0.0.100');
  });

  it('is the one that the default route sends from', () => {
    const links = [link('e', [['10.0.0.1'], ['10.9.0.1']])];
    const defaultRoutes = { 4: [{ dev: 'e', prefsrc: '10.9.0.1' }] };
    expect(chosen({}, { links, defaultRoutes })).toBe('e 10.9.0.1 default-route');
    expect(chosen({ publicIP: '10.0.0.1' }, { links, defaultRoutes })).toBe('e 10.0.0.1 public-ip');
    expect(
      chosen({ iface: ['e'] }, { links, defaultRoutes: { 4: [{ dev: 'e', prefsrc: '10.8.0.1' }] } }),
    ).toBe('e 10.0.0.1 iface');
  });

  it('may be on the loopback, as that of a routed host is', () => {
    const links = [
      link('lo', [['127.0.0.1'], ['10.139.128.11']], { flags: ['LOOPBACK', 'UP'] }),
      link('e', [['172.16.0.1']]),
      link('f', [['172.16.1.1']]),
    ];
    const publicIP = '10.139.128.11';
    const hops = { 4: [{ nexthops: [{ dev: 'e' }, { dev: 'f' }] }] };
    expect(chosen({ publicIP }, { links, defaultRoutes: { 4: [{ dev: 'e' }] } })).toBe(
      `e ${publicIP} public-ip`,
    );
    expect(chosen({ publicIP, iface: ['f'] }, { links, defaultRoutes: hops })).toBe(`f ${publicIP} iface`);
    expect(() => choose({ publicIP }, { links, defaultRoutes: hops })).toThrow('more than one link: e, f');
  });

  const DEPRECATED = [link('e', [['10.0.0.1', { deprecated: true }]])];

  it('may be deprecated if this node was set up with it, and has no other', () => {
    const memory = { remembered: 'e', rememberedAddresses: ['10.0.0.1'] };
    expect(chosen(memory, { links: DEPRECATED })).toBe('e 10.0.0.1 remembered');
    const both = [link('e', [['10.0.0.1', { deprecated: true }], ['10.0.0.2']])];
    expect(chosen(memory, { links: both })).toBe('e 10.0.0.2 remembered');
  });

  it('that is deprecated is told to be there where it is not taken', () => {
    expect(() => choose({ iface: ['e'] }, { links: DEPRECATED })).toThrow(
      'e has no IPv4 address but 10.0.0.1, which is deprecated: its preferred lifetime is over',
    );
  });

  it('may be deprecated if it is named', () => {
    const links = [link('e', [['10.0.0.1', { deprecated: true }], ['10.0.0.2']])];
    expect(chosen({ iface: ['10.0.0.1'] }, { links })).toBe('e 10.0.0.1 iface');
  });
});

describe('what a destination is reached by', () => {
  it.each<[string, Given, Reach, string]>([
    ['its link and source', {}, { dev: 'eth1', prefsrc: '10.9.0.2' }, 'eth1 10.9.0.2 iface-can-reach'],
    [
      'after other misses',
      { iface: ['eth9'] },
      { dev: 'eth1', prefsrc: '10.9.0.2' },
      'eth1 10.9.0.2 iface-can-reach',
    ],
    [
      'not where another fits',
      { ifaceRegex: ['^eth2'] },
      { dev: 'eth1', prefsrc: '10.9.0.2' },
      'eth2 172.16.0.1 iface-regex',
    ],
    [
      'a source of another link',
      {},
      { dev: 'eth1', prefsrc: '192.168.1.1' },
      'eth1 192.168.1.1 iface-can-reach',
    ],
    ['both families', DUAL, { dev: 'eth1', prefsrc: '10.9.0.2' }, 'eth1 10.9.0.2 fd00:9::1 iface-can-reach'],
    ['only IPv6', V6, { dev: 'eth1', prefsrc: '10.9.0.2' }, 'eth1 fd00:9::1 iface-can-reach'],
  ])('%s', (_, given, reach, expected) => {
    expect(chosen({ canReach: '10.8.0.8', ...given }, { reach })).toBe(expected);
  });

  it.each<[Reach | undefined, string]>([
    [undefined, 'there is no route to 10.8.0.8'],
    [
      { dev: 'lo', type: '2', prefsrc: '10.8.0.8' },
      "10.8.0.8 of --iface-can-reach is this node's own address",
    ],
    [{ dev: 'flannel.1', prefsrc: '10.244.1.0' }, 'flannel.1 belongs to the overlay itself'],
  ])('%j is a failure', (reach, message) => {
    expect(() => choose({ canReach: '10.8.0.8' }, reach === undefined ? {} : { reach })).toThrow(message);
  });
});
