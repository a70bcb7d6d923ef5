import { describe, expect, it } from 'vitest';
import type { LinkJson } from '../../../src/host/observe/links/links.ts';
import type { Address } from '../../../src/net/index.ts';
import { bridge, choose, chosen, DUAL, type Given, link, type UplinkFacts, V6, veth } from './uplink-host.ts';

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

  it.each<[Given, string]>([
    [{ publicIP: '203.0.113.1' }, '--public-ip 192.168.1.'],
    [{ ...V6, publicIPv6: '2001:db8::1' }, '--public-ipv6 fd00:1::'],
  ])('names the address that is there in place of a recorded one: %o', (given, flag) => {
    const hint = expect.stringContaining(`If this node has another address now: ${flag}`);
    expect(() => choose(given)).toThrow(expect.objectContaining({ hint }));
  });

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
