import { describe, expect, it } from 'vitest';
import type { Address, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import {
  diff,
  type HostObject,
  IP6_FORWARD,
  type Link,
  type Route,
  stepsOf,
} from '../../../src/state/index.ts';

import { instructionLine } from '../../support/model/instruction-line.ts';

const NOTHING = { links: new Set<LinkName>(), paths: new Set<string>(), chains: new Set<string>() };

const lines = (desired: readonly HostObject[], observed: readonly HostObject[]): string[] => {
  const links = new Set(observed.flatMap((object) => (object.kind === 'link' ? [object.name] : [])));
  return stepsOf(diff(desired, observed, { ...NOTHING, links })).map(
    ({ instruction }) => instructionLine(instruction) ?? instruction.tool,
  );
};

const vtep = (name: string, vni: number): Link => ({
  kind: 'link',
  name: name as LinkName,
  spec: {
    type: 'vxlan',
    vni,
    local: 'fd77::1' as Address,
    dev: 'eth0' as LinkName,
    port: 8472,
    learning: false,
    gbp: false,
  },
  mac: '0e:2a:00:00:00:01' as Mac,
  mtu: 1430,
  txqlen: 0,
  group: 17996,
  alias: 'a',
  up: true,
});

const peer = (via: string, dev: string, onlink: boolean, hasNexthops = true): HostObject[] => {
  const way = { via: via as Address, dev: dev as LinkName, protocol: 140 };
  const route: Route = { kind: 'route', dst: 'fd44:0:0:2::/64' as Prefix, onlink, ...way };
  if (!hasNexthops) return [route];
  return [
    { kind: 'nexthop', id: 7, onlink, ...way },
    { ...route, nhid: 7 },
  ];
};

const OVERLAY = [vtep('flannel-v6.1', 1), ...peer('fd44:0:0:2::', 'flannel-v6.1', true)];
const DIRECT = peer('fd77::2', 'eth0', false);

describe('a peer over IPv6', () => {
  it('moves off the overlay by one line, before its link goes', () => {
    expect(lines(DIRECT, OVERLAY)).toEqual([
      'nexthop replace id 7 via fd77::2 dev eth0 protocol 140',
      'link del dev flannel-v6.1',
    ]);
  });

  it('moves to the overlay once the kernel was shown where its gateway is', () => {
    expect(lines(OVERLAY, DIRECT).slice(-3)).toEqual([
      'route add fd44:0:0:2::/128 dev flannel-v6.1 protocol 140',
      'nexthop replace id 7 via fd44:0:0:2:: dev flannel-v6.1 onlink protocol 140',
      'route del fd44:0:0:2::/128 dev flannel-v6.1 protocol 140',
    ]);
  });

  it('moves to the link of another VNI, and then the first goes', () => {
    const other = [vtep('flannel-v6.42', 42), ...peer('fd44:0:0:2::', 'flannel-v6.42', true)];
    expect(lines(other, OVERLAY).slice(-4)).toEqual([
      'route add fd44:0:0:2::/128 dev flannel-v6.42 protocol 140',
      'nexthop replace id 7 via fd44:0:0:2:: dev flannel-v6.42 onlink protocol 140',
      'route del fd44:0:0:2::/128 dev flannel-v6.42 protocol 140',
      'link del dev flannel-v6.1',
    ]);
  });

  it('moves the same way without nexthop objects', () => {
    const plain = (dev: string) => peer('fd44:0:0:2::', dev, true, false);
    const links = [vtep('flannel-v6.1', 1), vtep('flannel-v6.42', 42)];
    expect(lines([...links, ...plain('flannel-v6.42')], [...links, ...plain('flannel-v6.1')])).toEqual([
      'route add fd44:0:0:2::/128 dev flannel-v6.42 protocol 140',
      'route replace fd44:0:0:2::/64 via fd44:0:0:2:: dev flannel-v6.42 onlink protocol 140',
      'route del fd44:0:0:2::/128 dev flannel-v6.42 protocol 140',
    ]);
  });

  it('gets a nexthop object, and gives it up, by one line for its route', () => {
    const plain = [vtep('flannel-v6.1', 1), ...peer('fd44:0:0:2::', 'flannel-v6.1', true, false)];
    expect(lines(OVERLAY, plain)).toEqual([
      'nexthop add id 7 via fd44:0:0:2:: dev flannel-v6.1 onlink protocol 140',
      'route replace fd44:0:0:2::/64 nhid 7 protocol 140',
    ]);
    expect(lines(plain, OVERLAY)).toEqual([
      'route replace fd44:0:0:2::/64 via fd44:0:0:2:: dev flannel-v6.1 onlink protocol 140',
      'nexthop del id 7',
    ]);
  });
});

describe('what goes with a change', () => {
  const address = { kind: 'address', dev: 'flannel-v6.1' as LinkName, address: 'fd44::/128' } as HostObject;

  it('to down are IPv6 addresses, which are put back after it', () => {
    const link = vtep('flannel-v6.1', 1);
    expect(lines([{ ...link, up: false }, address], [link, address])).toEqual([
      'link set dev flannel-v6.1 down',
      'address replace fd44::/128 dev flannel-v6.1 nodad',
    ]);
  });

  it('to an MTU that IPv6 does not work with is all of IPv6, which needs not be taken away', () => {
    const link = vtep('flannel-v6.1', 1);
    expect(lines([{ ...link, mtu: 1200 }], [link, address])).toEqual(['link set dev flannel-v6.1 mtu 1200']);
  });

  it('of IPv6 forwarding are the settings of all links', () => {
    const setting = (path: string, value: string): HostObject => ({ kind: 'sysctl', path, value });
    const own = setting('net/ipv6/conf/eth0/forwarding', '1');
    const { changes } = diff([setting(IP6_FORWARD, '0'), own], [setting(IP6_FORWARD, '1'), own], NOTHING);
    expect(changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      `update sysctl ${IP6_FORWARD}`,
      'create sysctl net/ipv6/conf/eth0/forwarding',
    ]);
  });
});
