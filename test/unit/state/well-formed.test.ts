import { expect, it } from 'vitest';
import { type HostObject, kindOf } from '../../../src/state/index.ts';

/** One object of each kind that a journal can bring back, as its fields are to be. */
const GOOD = {
  link: {
    name: 'cni0',
    spec: { type: 'bridge' },
    mac: '02:00:00:00:00:02',
    mtu: 1450,
    group: 0,
    alias: '',
    up: true,
  },
  address: { dev: 'cni0', address: '10.244.1.1/24' },
  route: { dst: '10.244.2.0/24', via: '10.244.2.0', dev: 'flannel.1', protocol: 140 },
  blackhole: { dst: '10.244.1.0/24', protocol: 140 },
  nexthop: { id: 7, via: '10.244.2.0', dev: 'flannel.1', onlink: true, protocol: 140 },
  neighbor: { dev: 'flannel.1', dst: '10.244.2.0', lladdr: '02:00:00:00:00:02' },
  fdb: { dev: 'flannel.1', mac: '02:00:00:00:00:02', dst: '192.168.1.2' },
  sysctl: { path: 'net/ipv6/conf/flannel.1/accept_ra', value: '0', dev: 'flannel.1' },
  file: { path: '/run/flannel/subnet.env', type: 'file', mode: 0o644, content: '' },
} as const;

const isWellFormed = (kind: keyof typeof GOOD, change: object = {}): boolean => {
  const object = { kind, ...GOOD[kind], ...change } as unknown as HostObject;
  return kindOf(object).isWellFormed(object);
};

it.each(Object.keys(GOOD) as (keyof typeof GOOD)[])('a %s as it is to be is well-formed', (kind) => {
  expect(isWellFormed(kind)).toBe(true);
});

it.each<[keyof typeof GOOD, object]>([
  ['link', { name: 'a b' }],
  ['link', { mac: 'x' }],
  ['address', { dev: '../cni0' }],
  ['address', { address: '10.244.1.1' }],
  ['route', { dst: 'default; reboot' }],
  ['route', { via: '10.244.2' }],
  ['route', { dev: 'a name that is too long' }],
  ['blackhole', { dst: '10.244.1.0' }],
  ['nexthop', { via: 'x' }],
  ['nexthop', { dev: 'a b' }],
  ['neighbor', { dev: 'a/b' }],
  ['neighbor', { dst: 'x' }],
  ['neighbor', { lladdr: 'x' }],
  ['fdb', { dev: 'a/b' }],
  ['fdb', { mac: 'x' }],
  ['fdb', { dst: '192.168.1.2/32' }],
  ['sysctl', { path: 'kernel/modprobe' }],
  ['sysctl', { path: 'net/../kernel/modprobe' }],
  ['sysctl', { dev: 'a/b' }],
  ['file', { path: 'run/flannel' }],
  ['file', { path: '/run/../etc/shadow' }],
  ['file', { mode: 0o10_000 }],
])('a %s is not with %j', (kind, change) => {
  expect(isWellFormed(kind, change)).toBe(false);
});
