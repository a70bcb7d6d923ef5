import { describe, expect, it } from 'vitest';
import type { OperatorPath } from '../../../src/host/index.ts';
import type { Address, InterfaceAddress, LinkName, Mac, Prefix } from '../../../src/net/index.ts';
import { touchedPaths } from '../../../src/node/terms/operator-path.ts';
import { type Change, type HostObject, LINK_GROUP } from '../../../src/state/index.ts';
import { changed, fromTo, OURS } from './changes.ts';

/** The operator comes from elsewhere, by the uplink. */
const UPLINK: OperatorPath = {
  kind: 'ssh',
  address: '203.0.113.9' as Address,
  local: '192.168.1.1' as Address,
  dev: 'eth0' as LinkName,
  gateway: '192.168.1.254' as Address,
};

const GATEWAY: OperatorPath = {
  kind: 'gateway',
  address: '192.168.1.254' as Address,
  dev: 'eth0' as LinkName,
};

const create = (to: HostObject): Change => ({ action: 'create', key: `${to.kind} x`, to });

describe('a path by the uplink', () => {
  it.each<[string, readonly Change[]]>([
    ['a node that is set up', fromTo([], OURS)],
    ['one that is taken down', fromTo(OURS, [])],
    [
      'another VNI',
      fromTo(
        OURS,
        changed('link', (link) => ({ ...link, spec: { ...link.spec, vni: 2 } })),
      ),
    ],
  ])('is not touched by %s', (_, changes) => {
    expect(touchedPaths(changes, [UPLINK, GATEWAY])).toEqual([]);
  });

  const link: HostObject = {
    kind: 'link',
    name: 'eth0' as LinkName,
    spec: { type: 'other', kind: 'veth' },
    mac: '02:00:00:00:00:01' as Mac,
    mtu: 1500,
    group: LINK_GROUP,
    alias: '',
    up: true,
  };

  it.each<[string, Change]>([
    ['its link', { action: 'delete', key: 'x', from: link }],
    [
      'its route',
      create({ kind: 'route', dst: '192.168.0.0/16' as Prefix, dev: 'cni0' as LinkName, protocol: 140 }),
    ],
    [
      'a default route',
      create({ kind: 'route', dst: '0.0.0.0/0' as Prefix, dev: 'cni0' as LinkName, protocol: 140 }),
    ],
    [
      'an address on its link',
      create({ kind: 'address', dev: 'eth0' as LinkName, address: '10.9.9.9/32' as InterfaceAddress }),
    ],
    [
      'its next hop',
      create({
        kind: 'neighbor',
        dev: 'eth0' as LinkName,
        dst: '192.168.1.254' as Address,
        lladdr: '02:00:00:00:00:01' as Mac,
      }),
    ],
  ])('is touched by %s, and that to the gateway with it', (_, change) => {
    const touched = touchedPaths([change], [UPLINK, GATEWAY]);
    expect(touched).toHaveLength(2);
    expect(touched[0]).toContain('your SSH connection from 203.0.113.9 comes by it');
    expect(touched[1]).toContain('the default gateway 192.168.1.254 is reached by it');
  });

  it('is touched by a route to where it comes from, and that to the gateway is not', () => {
    const dst = '203.0.113.0/24' as Prefix;
    const route = create({ kind: 'route', dst, dev: 'cni0' as LinkName, protocol: 140 });
    expect(touchedPaths([route], [UPLINK, GATEWAY])).toHaveLength(1);
  });

  it('is touched by a bridge whose network it comes from, and by an address it goes to', () => {
    const near = { ...UPLINK, address: '10.244.1.7' as Address };
    expect(touchedPaths(fromTo([], OURS), [near])).toEqual([
      'address cni0 10.244.1.1/24 is created, and your SSH connection from 10.244.1.7 comes by it',
    ]);
    const far = { ...UPLINK, local: '10.244.1.1' as Address };
    expect(touchedPaths(fromTo(OURS, []), [far])).toEqual([
      'address cni0 10.244.1.1/24 is deleted, and your SSH connection from 203.0.113.9 comes by it',
    ]);
  });
});

describe('the path to a link-local gateway', () => {
  const path: OperatorPath = { kind: 'gateway', address: 'fe80::1' as Address, dev: 'eth0' as LinkName };
  const touching = (change: Change): string[] => touchedPaths([change], [path]);

  it('is not touched by what other links have of the same network', () => {
    const other = 'cni0' as LinkName;
    const address = create({ kind: 'address', dev: other, address: 'fe80::5/64' as InterfaceAddress });
    const route = create({ kind: 'route', dst: 'fe80::/64' as Prefix, dev: other, protocol: 140 });
    expect([touching(address), touching(route)]).toEqual([[], []]);
  });

  it('is touched by what its own link has', () => {
    const dev = 'eth0' as LinkName;
    const route = create({ kind: 'route', dst: 'fe80::/64' as Prefix, dev, protocol: 140 });
    expect(touching(route)).toHaveLength(1);
  });
});
