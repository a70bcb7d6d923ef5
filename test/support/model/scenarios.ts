import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type BackendInput, desiredState, type Path } from '../../../src/backends/index.ts';
import type { NodeFamily, PlanNode } from '../../../src/leases/index.ts';
import {
  type Address,
  type FamilyName,
  type LinkName,
  macFrom,
  type NodeName,
  type Prefix,
} from '../../../src/net/index.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { DRIFTS, type DriftName } from './drifts.ts';
import { UPLINKS } from './model-world.ts';
import type { HostEvent } from './play.ts';

const NETWORKS = {
  ipv4: {
    network: '10.244.0.0/16' as Prefix,
    subnetLen: 24,
    subnetMin: '10.244.1.0' as Address,
    subnetMax: '10.244.255.0' as Address,
  },
  ipv6: {
    network: 'fd00:244::/56' as Prefix,
    subnetLen: 64,
    subnetMin: 'fd00:244:0:1::' as Address,
    subnetMax: 'fd00:244:0:ff::' as Address,
  },
};

const subnetsOf = (place: number) => ({
  ipv4: `10.244.${place}.0/24` as Prefix,
  ipv6: `fd00:244:0:${place.toString(16)}::/64` as Prefix,
});

interface DualPeer extends PlanNode {
  readonly ipv4: NodeFamily;
  readonly ipv6: NodeFamily;
}

/** Another node. Few explicit MACs, so that they pass from one peer to another. */
const peer: fc.Arbitrary<DualPeer> = fc
  .record({
    place: fc.integer({ min: 10, max: 40 }),
    host: fc.integer({ min: 2, max: 250 }),
    mac: fc.option(fc.nat(20), { nil: undefined, freq: 2 }),
  })
  .map(({ place, host, mac }) => {
    const { ipv4, ipv6 } = subnetsOf(place);
    const own = mac === undefined ? {} : { data: { vtepMac: macFrom(0x02, 0, mac) } };
    return {
      name: `n${place}` as NodeName,
      ipv4: { publicIP: `192.168.77.${host}` as Address, subnet: ipv4, ...own },
      ipv6: { publicIP: `fd77::${host}` as Address, subnet: ipv6, ...own },
    };
  });

const peers = fc
  .uniqueArray(peer, { selector: ({ ipv4 }) => ipv4.subnet, maxLength: 8 })
  .map((all) =>
    all.filter(
      ({ ipv4: { data } }, i) =>
        data === undefined || all.findIndex(({ ipv4 }) => isDeepStrictEqual(ipv4.data, data)) === i,
    ),
  );

/** Public IPs are of the first uplink's network. */
const [{ name: DIRECT }] = UPLINKS;

/** How the kernel sends to peers: to some without a router between. */
const pathsTo = (nodes: readonly DualPeer[], isDirect: (node: DualPeer) => boolean): Map<Address, Path> =>
  new Map(
    nodes.flatMap((node) => {
      const path: Path = isDirect(node) ? { dev: DIRECT } : {};
      return [node.ipv4.publicIP, node.ipv6.publicIP].map((address) => [address, path] as const);
    }),
  );

const endsEvenly = ({ name }: PlanNode): boolean => /[02468]$/.test(name);

/** Few peers that lack IPv6. */
const withoutSome = ({ ipv6, ...node }: DualPeer): PlanNode =>
  node.name.endsWith('7') ? node : { ...node, ipv6 };

/**
 * Nodes that one host can become one after the other, in all layouts: families, backends, kernels with nexthop objects
 * and without. GBP goes with the port: the kernel refuses two links of a port that differ in it, and the old link goes last.
 */
const networks: fc.Arbitrary<BackendInput> = fc
  .record({
    own: fc.constantFrom(1, 2),
    mac: fc.constantFrom(undefined, macFrom(0x02, 1, 1)),
    all: peers,
    vni: fc.constantFrom(1, 1, 42),
    port: fc.constantFrom(8472, 8472, 4789),
    mtu: fc.constantFrom(undefined, undefined, 1400),
    learning: fc.boolean(),
    uplink: fc.constantFrom(...UPLINKS),
    ipMasq: fc.boolean(),
    randomFully: fc.boolean(),
    engine: fc.constantFrom('nft', 'iptables'),
    bridge: fc.constant('cni0' as LinkName),
    cniConf: fc.constantFrom('{}\n', '{"name":"cbr0"}\n'),
    families: fc.constantFrom(['ipv4'], ['ipv4', 'ipv6'], ['ipv6']) as fc.Arbitrary<FamilyName[]>,
    hasNexthops: fc.constantFrom(true, true, false),
    layout: fc.constantFrom('overlay', 'overlay', 'some direct', 'host-gw'),
  })
  .map(({ own, mac, all, vni, port, mtu, learning, families, hasNexthops, layout, ...rest }) => ({
    ...rest,
    families: families.map((name) => {
      const local = name === 'ipv4' ? rest.uplink.address : rest.uplink.ipv6;
      const ownMac = mac === undefined ? {} : { data: { vtepMac: mac } };
      return {
        name,
        network: NETWORKS[name],
        own: { publicIP: local, subnet: subnetsOf(own)[name], ...ownMac },
        local,
      };
    }),
    peers: all.map(withoutSome),
    paths: pathsTo(all, layout === 'host-gw' ? () => true : endsEvenly),
    backend:
      layout === 'host-gw'
        ? { type: 'host-gw' }
        : {
            type: 'vxlan',
            vni,
            port,
            learning,
            gbp: port === 4789,
            directRouting: layout === 'some direct',
            ...(mtu === undefined ? {} : { mtu }),
          },
    kernel: { ipv6: true, setsIpv6: true, bridgeNetfilter: false, nexthops: hasNexthops },
    iptablesIsNft: true,
  }));

export const desiredStates: fc.Arbitrary<HostObject[]> = networks.map(desiredState);

interface Meddling {
  readonly name: DriftName;
  readonly n: number;
}

export const meddling: fc.Arbitrary<Meddling> = fc.record({
  name: fc.constantFrom(...(Object.keys(DRIFTS) as DriftName[])),
  n: fc.nat(1000),
});

export const meddlings = fc.array(meddling, { maxLength: 5 });

/** Meddling with a state that stands, as what somebody would type. */
export const driftOf = (meddlings: readonly Meddling[], desired: readonly HostObject[]): HostEvent => ({
  event: 'drift',
  instructions: meddlings.flatMap(({ name, n }) => DRIFTS[name](desired, n)),
});

const round: fc.Arbitrary<HostEvent[]> = fc
  .tuple(desiredStates, meddlings)
  .map(([desired, meddlings]) => [{ event: 'converge', desired }, driftOf(meddlings, desired)]);

/** A host's life: states to get to, meddling in between, and at the end a reset. */
export const lives: fc.Arbitrary<HostEvent[]> = fc
  .array(round, { minLength: 1, maxLength: 4 })
  .map((rounds) => [...rounds.flat(), { event: 'reset' }]);
