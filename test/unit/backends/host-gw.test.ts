import { describe, expect, it } from 'vitest';
import {
  type BackendInput,
  backendText,
  beyondRouters,
  overlayLink,
  type Path,
  podMtu,
} from '../../../src/backends/index.ts';
import type { Address, LinkName } from '../../../src/net/index.ts';
import { DUAL, linesOf, peerOf } from '../../support/example-node.ts';

const eth0 = DUAL.uplink.name;
const router = '192.168.1.254' as Address;

/** Peers on the uplink, on another link, behind a router, without a way, and one that nothing is known of. */
const WAYS: readonly Path[] = [
  { dev: eth0 },
  { dev: 'eth1' as LinkName },
  { dev: eth0, gateway: router },
  {},
];
const PEERS = [2, 3, 4, 5, 6].map((number) => peerOf(number, '46'));

const input: BackendInput = {
  ...DUAL,
  backend: { type: 'host-gw' },
  peers: PEERS,
  paths: new Map(
    PEERS.flatMap(({ ipv4, ipv6 }, i) =>
      [ipv4?.publicIP, ipv6?.publicIP].flatMap((address): [Address, Path][] => {
        const way = WAYS[i];
        return address === undefined || way === undefined ? [] : [[address, way]];
      }),
    ),
  ),
};

const leadingTo = (given: BackendInput): string[] =>
  linesOf(given).filter((line) => /^(route|neigh|fdb|nexthop)/.test(line));

describe('host-gw', () => {
  it('has peers on the uplink as gateways, and leaves the others out', () => {
    expect(leadingTo(input)).toEqual([
      'nexthop id 1174405122 via 192.168.1.2 dev eth0',
      'route 10.244.2.0/24 nhid 1174405122',
      'nexthop id 1711276034 via fd00:192:168:1::2 dev eth0',
      'route fd00:10:244:2::/64 nhid 1711276034',
    ]);
  });

  it('lists by name and address whom it leaves out', () => {
    expect(beyondRouters(input)).toEqual([
      ...[3, 4, 5, 6].map((number) => [`n${number}`, `192.168.1.${number}`]),
      ...[3, 4, 5, 6].map((number) => [`n${number}`, `fd00:192:168:1::${number}`]),
    ]);
    expect(beyondRouters({ ...input, backend: DUAL.backend })).toEqual([]);
    expect(beyondRouters({ ...input, backend: { type: 'alloc' } })).toEqual([]);
  });

  it('has plain routes on a kernel without nexthop objects', () => {
    const kernel = { ...input.kernel, nexthops: false };
    expect(leadingTo({ ...input, kernel })).toEqual([
      'route 10.244.2.0/24 via 192.168.1.2 dev eth0',
      'route fd00:10:244:2::/64 via fd00:192:168:1::2 dev eth0',
    ]);
  });

  it('has no link of its own, and the MTU of the uplink for pods', () => {
    expect(linesOf(input).filter((line) => line.startsWith('link'))).toEqual([
      'link cni0 mtu 1500 type bridge',
    ]);
    expect(linesOf(input).join('\n')).not.toContain('accept_ra');
    expect(podMtu({ ...input, uplink: { name: eth0, mtu: 9000 } })).toBe(9000);
    expect(overlayLink({ type: 'host-gw' }, 'ipv4')).toBeUndefined();
    expect(backendText({ type: 'host-gw' })).toBe('host-gw');
  });
});
