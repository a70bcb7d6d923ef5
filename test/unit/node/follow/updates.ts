import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { BackendInput, Path } from '../../../../src/backends/index.ts';
import { byPlace, type PlanNode } from '../../../../src/leases/index.ts';
import type { Address, LinkName, Mac, NodeName, Prefix } from '../../../../src/net/index.ts';
import type { PeerUpdate } from '../../../../src/node/index.ts';
import { DUAL, EXAMPLE, IPV6, VXLAN } from '../../../support/example-node.ts';

const LINKS = ['flannel.1', 'flannel-v6.1', 'eth0'] as const;

/** Networks of each backend, family and kernel. */
export const NETWORKS: Readonly<Record<string, BackendInput>> = Object.fromEntries(
  [true, false].flatMap((nexthops) =>
    Object.entries({
      vxlan: EXAMPLE,
      'vxlan, both families': DUAL,
      'vxlan, IPv6': { ...EXAMPLE, families: [IPV6] },
      DirectRouting: { ...DUAL, backend: { ...VXLAN, directRouting: true } },
      'host-gw': { ...DUAL, backend: { type: 'host-gw' } },
    }).map(([name, network]): [string, BackendInput] => [
      `${name}${nexthops ? '' : ', plain routes'}`,
      { ...network, peers: [], kernel: { ...network.kernel, nexthops } },
    ]),
  ),
);

/** Where a peer's subnet begins. Where `length` is longer than 24, several subnets have one index in the network. */
const subnetOf = (place: number, length: number): Prefix => {
  const size = 1 << (32 - length);
  const offset = place * size;
  return `10.244.${2 + (offset >> 8)}.${offset & 255}/${length}` as Prefix;
};

const hex = (number: number): string => number.toString(16).padStart(2, '0');

/** A peer with a public IP and a MAC of its own number, at a place that it shares with nobody. */
const peerAt = (place: number, own: number, hasMac: boolean, length: number): PlanNode => {
  const data = (lead: string) =>
    hasMac ? { data: { vtepMac: `${lead}:00:00:00:00:${hex(own)}` as Mac } } : {};
  return {
    name: `p${own % 16}` as NodeName,
    ipv4: {
      publicIP: `192.168.1.${10 + own}` as Address,
      subnet: subnetOf(place, length),
      ...data('02'),
    },
    ipv6: {
      publicIP: `fd00:192:168:1::${hex(own + 16)}` as Address,
      subnet: `fd00:10:244:${(place + 2).toString(16)}::/64` as Prefix,
      ...data('06'),
    },
  };
};

/** A list of peers: at each place one or none, each peer once; of 16 peers each has 2 guises. */
const lists = (length: number): fc.Arbitrary<readonly PlanNode[]> =>
  fc
    .uniqueArray(fc.record({ place: fc.nat(11), own: fc.nat(31), hasMac: fc.boolean() }), {
      selector: ({ place }) => place,
      maxLength: 10,
    })
    .map((all) => {
      const names = new Set<string>();
      return all
        .map(({ place, own, hasMac }) => peerAt(place, own, hasMac, length))
        .filter(({ name }) => !names.has(name) && names.add(name))
        .toSorted(byPlace);
    });

/** Lists of peers that follow each other; a few peers differ, or all. */
export const courses = (length: number): fc.Arbitrary<readonly (readonly PlanNode[])[]> =>
  fc.array(lists(length), { minLength: 2, maxLength: 6 });

/** What turns one list into another, with some unchanged peers among what is put. */
export function updateTo(before: readonly PlanNode[], after: readonly PlanNode[]): PeerUpdate {
  const known = new Map(before.map((peer) => [peer.name, peer]));
  const put = after.filter((peer, i) => i % 5 === 4 || !isDeepStrictEqual(known.get(peer.name), peer));
  const names = new Set(after.map(({ name }) => name));
  return { put, removed: [...known.keys()].filter((name) => !names.has(name)) };
}

/** The way to each public IP: on the uplink, behind a router, or none. */
export const pathsTo = (addresses: readonly Address[], turn: number): Map<Address, Path> =>
  new Map(
    addresses.map((address, i) => {
      const kind = (i + turn + address.length) % 3;
      const dev = LINKS[2] as LinkName;
      return [address, kind === 0 ? { dev } : kind === 1 ? { dev, gateway: '192.168.1.254' as Address } : {}];
    }),
  );
