import { describe, expect, it } from 'vitest';
import type { AddressJson, LinkJson } from '../../../src/host/observe/links.ts';
import type { Reach as HostReach, Uplink, UplinkChoice } from '../../../src/host/uplink/types.ts';
import type { Address } from '../../../src/net/index.ts';
import { chooseUplink } from '../../../src/node/uplink/choose.ts';
import type { UplinkFacts as HostSight } from '../../../src/node/uplink/match.ts';
import { patternReader } from '../../../src/node/uplink/regex.ts';
import type { Plain } from '../../support/recorded.ts';

type UplinkFacts = Plain<HostSight>;
type Reach = Plain<HostReach>;
type Shown = readonly [local: string, more?: Partial<AddressJson>];

const link = (ifname: string, addresses: readonly Shown[] = [], more: Partial<LinkJson> = {}): LinkJson => ({
  ifname,
  mtu: 1500,
  flags: ['UP'],
  group: '0',
  addr_info: addresses.map(([local, rest]) => ({
    local,
    family: local.includes(':') ? 'inet6' : 'inet',
    ...rest,
  })),
  ...more,
});

const bridge = { linkinfo: { info_kind: 'bridge' } };
const veth = (master: string) => ({ master, linkinfo: { info_kind: 'veth' } });

/** A host with everything: two real links, what flannel makes, what docker makes. */
const LINKS: readonly LinkJson[] = [
  link('lo', [['127.0.0.1'], ['::1']], { flags: ['LOOPBACK', 'UP'], mtu: 65536 }),
  link('eth0', [['192.168.1.1'], ['192.168.1.9', { secondary: true }], ['fd00:1::1'], ['fe80::1']]),
  link('eth1', [['169.254.7.7'], ['10.9.0.1'], ['10.9.0.2'], ['fe80::2'], ['fd00:9::1'], ['fd00:9::2']]),
  link('eth2', [['172.16.0.1']]),
  link('ens3', [['fd00:3::1']]),
  link('eth4'),
  link('cni0', [['10.244.1.1']], bridge),
  link('flannel.1', [['10.244.1.0']]),
  link('overlay7', [['10.245.1.0']], { group: '17996' }),
  link('docker0', [['172.17.0.1']], bridge),
  link('vethd', [['fe80::99']], veth('docker0')),
  link('kube-ipvs0', [['10.96.0.1']]),
];

const SIGHT: Omit<UplinkFacts, 'patterns'> = {
  links: LINKS,
  defaultRoutes: { 4: [{ dev: 'eth0' }, { dev: 'eth1' }], 6: [{ dev: 'eth0' }] },
};

type Given = Partial<
  Omit<UplinkChoice, 'publicIP' | 'publicIPv6' | 'canReach' | 'remembered' | 'rememberedAddresses'>
> & {
  readonly publicIP?: string;
  readonly publicIPv6?: string;
  readonly canReach?: string;
  readonly remembered?: string;
  readonly rememberedAddresses?: readonly string[];
};

const readPatterns = await patternReader();

const asChoice = (given: Given): UplinkChoice =>
  ({ iface: [], ifaceRegex: [], families: [4], ...given }) as UplinkChoice;

const choose = (given: Given, sight: Partial<UplinkFacts> = {}): Uplink =>
  chooseUplink(asChoice(given), {
    ...SIGHT,
    ...sight,
    patterns: readPatterns(given.ifaceRegex ?? []),
  } as HostSight);

/** The link, its addresses, and what it was chosen by, as one line. */
function chosen(given: Given, sight: Partial<UplinkFacts> = {}): string {
  const { name, addresses, by } = choose(given, sight);
  return [name, addresses.ipv4, addresses.ipv6, by].filter(Boolean).join(' ');
}

const DUAL = { families: [4, 6] } as const;
const V6 = { families: [6] } as const;

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
    ['IPv6 link-local at last', 6, [['fe80::1']], 'fe80::1'],
    ['no duplicate', 6, [['fd00::1', { dadfailed: true }], ['fe80::1']], 'fe80::1'],
    ['no loopback, no multicast', 4, [['127.0.0.5'], ['224.0.0.5'], ['10.0.0.1']], '10.0.0.1'],
  ])('%s', (_, family, addresses, expected) => {
    expect(first(family, ...addresses)).toBe(expected);
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

describe('a default route', () => {
  it.each<[string, UplinkFacts['defaultRoutes'], Given, string]>([
    ['the first', { 4: [{ dev: 'eth1' }, { dev: 'eth0' }] }, {}, 'eth1 10.9.0.1 default-route'],
    [
      'not one that leads nowhere',
      { 4: [{ type: '7', dev: 'lo' }, { dev: 'eth1' }] },
      {},
      'eth1 10.9.0.1 default-route',
    ],
    [
      'two ways by one link',
      { 4: [{ nexthops: [{ dev: 'eth1' }, { dev: 'eth1' }] }] },
      {},
      'eth1 10.9.0.1 default-route',
    ],
    [
      'of the family asked for',
      { 4: [{ dev: 'eth0' }], 6: [{ dev: 'eth1' }] },
      V6,
      'eth1 fd00:9::1 default-route',
    ],
  ])('%s', (_, defaultRoutes, given, expected) => {
    expect(chosen(given, { defaultRoutes })).toBe(expected);
  });

  it.each<[string, UplinkFacts['defaultRoutes'], Given, string]>([
    ['IPv4', {}, {}, '--public-ip.'],
    ['IPv6', { 4: [{ dev: 'eth0' }], 6: [] }, DUAL, '--public-ipv6.'],
  ])('that is missing for %s is told with the flag of its family', (_, defaultRoutes, given, flag) => {
    expect(() => choose(given, { defaultRoutes })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(`or its address with ${flag}\n`) }),
    );
  });

  it('by a link without an IPv6 address is told with the flag of IPv6', () => {
    expect(() => choose({ ...V6, ifaceRegex: ['^eth[24]'] })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('--public-ipv6') }),
    );
  });

  it.each<[string, UplinkFacts['defaultRoutes'], Given, string]>([
    ['none', {}, {}, 'there is no IPv4 default route'],
    ['none of IPv6', { 4: [{ dev: 'eth0' }], 6: [] }, DUAL, 'there is no IPv6 default route'],
    ['only one that leads nowhere', { 4: [{ type: '6' }] }, {}, 'there is no IPv4 default route'],
    [
      'ways by two links',
      { 4: [{ nexthops: [{ dev: 'eth0' }, { dev: 'eth1' }] }, { dev: 'eth0' }] },
      {},
      'the IPv4 default route goes by more than one link: eth0, eth1',
    ],
    [
      'two links',
      { 4: [{ dev: 'eth0' }], 6: [{ dev: 'eth1' }] },
      DUAL,
      'goes by eth0 for IPv4 and by eth1 for IPv6',
    ],
    ['the overlay', { 4: [{ dev: 'flannel.1' }] }, {}, 'flannel.1, which belongs to the overlay itself'],
  ])('%s is a failure', (_, defaultRoutes, given, message) => {
    expect(() => choose(given, { defaultRoutes })).toThrow(message);
  });
});

describe('a default route by a link that nobody means', () => {
  const dhcpOn = (...links: readonly LinkJson[]): Partial<UplinkFacts> => ({
    links: [link('eth0', [['192.168.1.1']]), link('br0', [['10.0.0.1']], bridge), ...links],
    defaultRoutes: { 4: [{ dev: links.at(-1)?.ifname as string }, { dev: 'eth0' }] },
  });

  it.each<[string, LinkJson]>([
    ['the port of a bridge', link('vethd', [['10.1.0.1']], veth('br0'))],
    ['one with a link-local address only', link('eth1', [['169.254.7.7']])],
    ['the overlay', link('flannel.1', [['192.168.1.77']])],
  ])('%s is not taken, unless it is named', (_, odd) => {
    expect(chosen({}, dhcpOn(odd))).toBe('eth0 192.168.1.1 default-route');
    const only = { ...dhcpOn(odd), defaultRoutes: { 4: [{ dev: odd.ifname as string }] } };
    expect(() => choose({}, only)).toThrow(`the IPv4 default route goes by ${odd.ifname}, which `);
  });

  it('the port of a VRF is', () => {
    const vrf = link('red', [], { linkinfo: { info_kind: 'vrf' } });
    expect(chosen({}, dhcpOn(vrf, link('eth1', [['10.1.0.1']], { master: 'red' })))).toBe(
      'eth1 10.1.0.1 default-route',
    );
  });
});

describe('where nothing fits', () => {
  const failure = (given: Given, sight?: Partial<UplinkFacts>): unknown => {
    try {
      return choose(given, sight);
    } catch (error) {
      return error;
    }
  };

  it.each<[string, Given, string]>([
    ['no such name', { iface: ['eth9'] }, 'no link is named eth9'],
    ['no such address', { iface: ['10.0.0.99'] }, 'no link has the address 10.0.0.99'],
    ['the loopback', { iface: ['lo'] }, 'lo is the loopback'],
    ['our bridge', { iface: ['cni0'] }, 'cni0 belongs to the overlay itself'],
    ['our address', { iface: ['10.244.1.0'] }, 'flannel.1 belongs to the overlay itself'],
    ['our group', { iface: ['overlay7'] }, 'overlay7 belongs to the overlay itself'],
    ['no address of the family', { iface: ['ens3'] }, 'ens3 has no IPv4 address'],
    ['no address of the other family', { ...DUAL, iface: ['eth2'] }, 'eth2 has no IPv6 address'],
    ['an address of a family that is not there', { iface: ['fd00:1::1'] }, 'fd00:1::1 is an IPv6 address'],
    ['more than one', { iface: ['eth9', 'ens3'] }, 'no link is named eth9; ens3 has no IPv4 address'],
    ['no such public IP', { publicIP: '203.0.113.1' }, 'no link has the public IP 203.0.113.1'],
    [
      'no such public IPv6',
      { ...DUAL, publicIP: '10.9.0.1', publicIPv6: '2001:db8::1' },
      'no link has the public IP 2001:db8::1',
    ],
    [
      'public IPs on two links',
      { ...DUAL, publicIP: '10.9.0.1', publicIPv6: 'fd00:1::1' },
      'the public IP 10.9.0.1 is on eth1, but fd00:1::1 is on eth0',
    ],
    [
      'an address and the public IP of the other family on two links',
      { ...DUAL, iface: ['10.9.0.1'], publicIPv6: 'fd00:1::1' },
      '10.9.0.1 is on eth1, but the public IP fd00:1::1 is on eth0',
    ],
    [
      'a remembered link that is gone',
      { remembered: 'eth9' },
      'eth9, the uplink that this node was set up with, is gone',
    ],
    [
      'a remembered link that lost its address',
      { remembered: 'eth4' },
      'eth4, the uplink that this node was set up with, has no IPv4 address any more',
    ],
  ])('%s: it is said, with the links there are', (_, given, message) => {
    expect(failure(given)).toMatchObject({
      exit: 'preflight',
      message: expect.stringContaining(`Uplink: ${message}`),
      hint: expect.stringMatching(/Links with addresses: eth0 .*eth1 /s),
    });
  });

  it('says what to do', () => {
    expect(failure({ remembered: 'eth9' })).toMatchObject({
      hint: 'If another link has taken its place: flannelctl join --iface LINK\nLinks with addresses: eth0 192.168.1.1, eth1 10.9.0.1, eth2 172.16.0.1.',
    });
    expect(failure({ iface: ['eth4'] }, { links: [link('eth4')] })).toMatchObject({
      hint: 'Give it one: ip address add ADDRESS/LENGTH dev eth4\nNo link has an IPv4 address.',
    });
    expect(
      failure({ families: [6], iface: ['eth1'] }, { links: [link('eth1', [['10.9.0.1']])] }),
    ).toMatchObject({
      hint: expect.stringMatching(/\nNo link has an IPv6 address\.$/),
    });
    expect(failure({ remembered: 'eth4' })).toMatchObject({
      hint: expect.stringMatching(
        /^Give it back: ip address add ADDRESS\/LENGTH dev eth4\nIf another link has taken its place: /,
      ),
    });
    expect(failure({ publicIP: '203.0.113.1' })).toMatchObject({
      hint: expect.stringContaining('--iface as well'),
    });
  });
});

describe('what is told of it', () => {
  it('is the other links with addresses, not those of the overlay, of containers, or of the link-local', () => {
    expect(choose({}).candidates).toEqual([
      { name: 'eth0', address: '192.168.1.9' as Address },
      { name: 'eth1', address: '10.9.0.1' as Address },
      { name: 'eth2', address: '172.16.0.1' as Address },
    ]);
    expect(choose(DUAL).candidates.map(({ name }) => name)).toEqual(['eth0', 'eth1', 'eth2', 'ens3']);
  });

  it('is why', () => {
    expect(choose({}).reason).toBe('the default route goes by it');
    expect(choose({ ifaceRegex: ['^10\\.9'] }).reason).toBe(
      '--iface-regex ^10\\.9 matches its address 10.9.0.1',
    );
  });

  it('is its kind, MTU and state', () => {
    const links = [
      link('wg0', [['10.9.0.1']], { mtu: 1420, flags: [], linkinfo: { info_kind: 'wireguard' } }),
    ];
    expect(choose({ iface: ['wg0'] }, { links })).toMatchObject({ kind: 'wireguard', mtu: 1420, up: false });
    expect(choose({})).toMatchObject({ kind: 'device', mtu: 1500, up: true });
  });
});
