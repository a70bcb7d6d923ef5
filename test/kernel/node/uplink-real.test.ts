import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PathTo, Uplink } from '../../../src/host/index.ts';
import type { UplinkChoice } from '../../../src/host/uplink/types.ts';
import type { Address } from '../../../src/net/index.ts';
import { bundleFunctions, type Callable } from '../../support/host/inside.ts';
import { freshHost, type Host, makeHost } from '../../support/host/netns.ts';

let functions: Callable;
beforeAll(async () => {
  functions = await bundleFunctions({ findUplink: 'node/uplink/find.ts', waysTo: 'host/uplink/paths.ts' });
});
afterAll(async () => functions.remove());

const callIn = async ({ netns }: Host, name: string, ...args: readonly unknown[]) =>
  execa('ip', ['netns', 'exec', netns, ...functions.command(name, ...args)], { reject: false });

const batch = async ({ sh }: Host, ...lines: readonly string[]): Promise<string> =>
  sh('ip -batch -', `${lines.join('\n')}\n`);

describe('the uplink of a real host', () => {
  let host: Host;
  beforeAll(async () => {
    host = await makeHost();
    await batch(
      host,
      'address add fd00:77::1/64 dev eth0 nodad',
      'link add name eth1 mtu 9000 type veth peer name eth1-far mtu 9000',
      'address add 10.9.0.1/24 dev eth1',
      'address add fd00:9::1/64 dev eth1 nodad preferred_lft 0 valid_lft 3600',
      'address add fd00:9::2/64 dev eth1 nodad preferred_lft 3000 valid_lft 3600',
      'address add fd00:9::3/64 dev eth1 nodad',
      'link set eth1 up',
      'link set eth1-far up',
      'link add name docker0 type bridge',
      'address add 172.17.0.1/16 dev docker0',
      'link set docker0 up',
      'tuntap add dev tunnel0 mode tun',
      'link set tunnel0 mtu 1480',
      'address add 10.10.0.1/24 dev tunnel0',
      'link set tunnel0 up',
      'route add 10.20.0.0/16 via 10.9.0.254',
      'route add default via fd00:77::fe dev eth0 proto ra expires 1800',
      'route add default via fd00:9::fe dev eth1 metric 2048',
      'route add unreachable 10.30.0.0/16',
    );
  });
  afterAll(async () => host.remove());

  const find = async (choice: object): Promise<Uplink> => {
    const all: Partial<UplinkChoice> = { iface: [], ifaceRegex: [], families: [4], ...choice };
    const { stdout, stderr } = await callIn(host, 'findUplink', all);
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Uplink;
  };

  const DUAL = { families: [4, 6] };

  it.each([
    ['the default routes', DUAL, 'eth0', { ipv4: '192.168.77.1', ipv6: 'fd00:77::1' }, 'default-route'],
    ['a name', { ...DUAL, iface: ['eth1'] }, 'eth1', { ipv4: '10.9.0.1', ipv6: 'fd00:9::3' }, 'iface'],
    ['an address of IPv6', { families: [6], iface: ['fd00:9::2'] }, 'eth1', { ipv6: 'fd00:9::2' }, 'iface'],
    ['a regular expression', { ifaceRegex: ['^10\\.9\\.'] }, 'eth1', { ipv4: '10.9.0.1' }, 'iface-regex'],
    ['a destination', { canReach: '10.20.0.1' }, 'eth1', { ipv4: '10.9.0.1' }, 'iface-can-reach'],
    [
      'a destination of IPv6',
      { ...DUAL, canReach: 'fd00:9::77' },
      'eth1',
      { ipv4: '10.9.0.1' },
      'iface-can-reach',
    ],
    ['memory', { remembered: 'tunnel0' }, 'tunnel0', { ipv4: '10.10.0.1' }, 'remembered'],
  ])('is found by %s', async (_, choice, name, addresses, by) => {
    expect(await find(choice)).toMatchObject({ name, addresses, by });
  });

  it('is told with its kind and MTU, and with the others', async () => {
    const { candidates, ...uplink } = await find({ iface: ['tunnel0'] });
    expect(uplink).toMatchObject({ kind: 'tun', mtu: 1480, up: true });
    expect(candidates).toEqual([
      { name: 'eth0', address: '192.168.77.1' },
      { name: 'eth1', address: '10.9.0.1' },
    ]);
  });

  it.each([
    ['a destination that is unreachable', { canReach: '10.30.0.1' }, 'there is no route to 10.30.0.1'],
    ['its own address', { canReach: '10.9.0.1' }, "10.9.0.1 of --iface-can-reach is this node's own address"],
  ])('is not found by %s', async (_, choice, message) => {
    const { stderr } = await callIn(host, 'findUplink', {
      iface: [],
      ifaceRegex: [],
      families: [4],
      ...choice,
    });
    expect(stderr).toContain(`Uplink: ${message}`);
  });
});

describe('the paths to peers', () => {
  const routes = async (host: Host, ...addresses: readonly string[]): Promise<Map<Address, PathTo>> => {
    const { stdout, stderr } = await callIn(host, 'waysTo', addresses);
    expect(stderr).toBe('');
    const { paths } = JSON.parse(stdout) as { paths: [Address, PathTo][] };
    return new Map(paths);
  };

  it('are as the kernel sends, whatever its answer to one of them is', async () => {
    const host = await freshHost();
    await batch(
      host,
      'address add fd00:77::1/64 dev eth0 nodad',
      'route add unreachable 10.1.0.0/16',
      'route add prohibit 10.2.0.0/16',
      'route add blackhole 10.3.0.0/16',
      'nexthop add id 8 blackhole',
      'route add 10.4.0.0/16 nhid 8',
      'route add 10.5.0.0/16 via 192.168.77.5 mtu 1400',
      'route add 10.6.0.0/16 nexthop via 192.168.77.6 dev eth0 nexthop via 192.168.77.6 dev eth0 onlink',
      'route add 10.7.0.0/16 via inet6 fd00:77::7 dev eth0',
      'route add 10.8.0.0/16 dev eth0 mtu lock 1300',
      'route add unreachable fd01::/64',
      'route add blackhole fd03::/64',
      'route add fd05::/64 via fd00:77::5 mtu 1350',
    );
    const expected: Record<string, object> = {
      '192.168.77.2': { dev: 'eth0' },
      '10.1.0.1': {},
      '10.2.0.1': {},
      '10.3.0.1': {},
      '10.4.0.1': {},
      '10.5.0.1': { dev: 'eth0', gateway: '192.168.77.5', mtu: 1400 },
      '10.6.0.1': { dev: 'eth0', gateway: '192.168.77.6' },
      '10.7.0.1': { dev: 'eth0', gateway: 'fd00:77::7' },
      '10.8.0.1': { dev: 'eth0', mtu: 1300 },
      '8.8.8.8': { dev: 'eth0', gateway: '192.168.77.254' },
      'fd00:77::2': { dev: 'eth0' },
      'fd01::1': {},
      'fd03::1': {},
      'fd04::1': {},
      'fd05::1': { dev: 'eth0', gateway: 'fd00:77::5', mtu: 1350 },
    };
    const addresses = Object.keys(expected);
    expect(Object.fromEntries(await routes(host, ...addresses, ...addresses))).toEqual(expected);
  });

  it('are told for a thousand of them, every other one unreachable, by one process', async () => {
    const host = await freshHost();
    await host.sh('ip route add unreachable 10.1.0.0/16');
    const addresses = Array.from({ length: 500 }, (_, i) => [
      `10.1.${i >> 8}.${i & 255}`,
      `192.168.77.${1 + (i % 250)}`,
    ]).flat();
    const paths = await routes(host, ...addresses);
    expect([...paths.values()].filter(({ dev }) => dev !== undefined)).toHaveLength(250);
    expect([...paths.values()].filter(({ dev }) => dev === undefined)).toHaveLength(500);
  });

  it('are none where nobody is asked for', async () => {
    expect(await routes(await freshHost())).toEqual(new Map());
  });
});
