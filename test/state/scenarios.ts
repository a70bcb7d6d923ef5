import fc from 'fast-check';
import { desiredState, type NodeNetwork } from '../../src/backends/index.ts';
import type { NodeFamily, PlanNode } from '../../src/leases/index.ts';
import { type Address, macFrom, type NodeName, type Prefix } from '../../src/net/index.ts';
import type { HostObject } from '../../src/state/index.ts';
import { UPLINKS } from '../support/model-world.ts';
import type { HostEvent } from '../support/play.ts';
import { DRIFTS, type DriftName } from './drifts.ts';
import { asHostGw, type Ipv6Node, withDirect, withGateways, withIpv6, withoutNexthops } from './layouts.ts';

const NETWORK = {
  network: '10.244.0.0/16' as Prefix,
  subnetLen: 24,
  subnetMin: '10.244.1.0' as Address,
  subnetMax: '10.244.255.0' as Address,
};

/** Another node. Few explicit MACs, so that they pass from one peer to another. */
const peer: fc.Arbitrary<PlanNode & { readonly ipv4: NodeFamily }> = fc
  .record({
    subnet: fc.integer({ min: 10, max: 40 }),
    host: fc.integer({ min: 2, max: 250 }),
    mac: fc.option(fc.nat(20), { nil: undefined, freq: 2 }),
  })
  .map(({ subnet, host, mac }) => ({
    name: `n${subnet}` as NodeName,
    ipv4: {
      publicIP: `192.168.77.${host}` as Address,
      subnet: `10.244.${subnet}.0/24` as Prefix,
      ...(mac === undefined ? {} : { vtepMac: macFrom(0x02, 0, mac) }),
    },
  }));

const peers = fc
  .uniqueArray(peer, { selector: ({ ipv4 }) => ipv4.subnet, maxLength: 8 })
  .map((all) =>
    all.filter(
      ({ ipv4: { vtepMac } }, i) =>
        vtepMac === undefined || all.findIndex(({ ipv4 }) => ipv4.vtepMac === vtepMac) === i,
    ),
  );

/**
 * Nodes that one host can become one after the other. GBP goes with the port: the kernel refuses two links of a port
 * that differ in it, and the old link goes last.
 */
const networks: fc.Arbitrary<NodeNetwork> = fc
  .record({
    own: fc.constantFrom(1, 2),
    mac: fc.constantFrom(undefined, macFrom(0x02, 1, 1)),
    peers,
    vni: fc.constantFrom(1, 1, 42),
    port: fc.constantFrom(8472, 8472, 4789),
    mtu: fc.constantFrom(undefined, undefined, 1400),
    learning: fc.boolean(),
    uplink: fc.constantFrom(...UPLINKS),
    ipMasq: fc.boolean(),
    engine: fc.constantFrom('nft', 'iptables'),
    cniConf: fc.constantFrom('{}\n', '{"name":"cbr0"}\n'),
  })
  .map(({ own, mac, vni, port, mtu, learning, ...rest }) => ({
    ...rest,
    families: [
      {
        name: 'ipv4',
        network: NETWORK,
        own: {
          publicIP: rest.uplink.address,
          subnet: `10.244.${own}.0/24` as Prefix,
          ...(mac === undefined ? {} : { vtepMac: mac }),
        },
        local: rest.uplink.address,
      },
    ],
    paths: new Map(),
    backend: {
      type: 'vxlan',
      vni,
      port,
      learning,
      gbp: port === 4789,
      directRouting: false,
      ...(mtu === undefined ? {} : { mtu }),
    },
    kernel: { ipv6: true, bridgeNetfilter: false, nexthops: true },
    iptablesIsNft: true,
  }));

/** How a node's backend and kernel lay it out. */
const layout = fc.record({
  isDual: fc.boolean(),
  hasNexthops: fc.constantFrom(true, true, false),
  backend: fc.constantFrom('overlay', 'overlay', 'some direct', 'host-gw'),
});

/** Public IPs are of the first uplink's network. */
const [{ name: DIRECT }] = UPLINKS;

function ipv6Of({ node, peers, uplink, backend, ipMasq }: NodeNetwork): Ipv6Node {
  const third = (subnet: string): number => Number(subnet.split('.')[2]);
  const { ipv6 } = UPLINKS.find(({ name }) => name === uplink.name) ?? UPLINKS[0];
  return {
    own: third(node.subnet),
    local: ipv6,
    mtu: Math.min((backend.mtu ?? uplink.mtu) - 50, uplink.mtu - 70),
    masquerade: ipMasq,
    peers: peers.map(({ name, subnet, publicIP }) => ({
      n: third(subnet),
      name,
      publicIP: `fd77::${publicIP.split('.')[3]}` as Address,
    })),
  };
}

/** States of a node in all layouts: families, backends, kernels with nexthop objects and without. */
export const desiredStates: fc.Arbitrary<HostObject[]> = fc
  .tuple(networks, layout)
  .map(([network, { isDual, hasNexthops, backend }]) => {
    const overlay = desiredState(network);
    const both = isDual ? withIpv6(overlay, ipv6Of(network)) : overlay;
    const laidOut =
      backend === 'overlay'
        ? both
        : backend === 'host-gw'
          ? asHostGw(both, DIRECT)
          : withDirect(both, DIRECT, (peer) => /[02468]$/.test(peer));
    const full = withGateways(laidOut);
    return hasNexthops ? full : withoutNexthops(full);
  });

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
