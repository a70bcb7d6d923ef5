import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import type { PlanNode } from '../../../src/leases/index.ts';
import type { Address, LinkName, NodeName, Prefix } from '../../../src/net/index.ts';
import type { FlannelTraces, HostObject } from '../../../src/state/index.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { type MemoryMachine, newMachine } from '../../support/memory-host/machine.ts';
import { RECORD, reset, setUp } from '../../support/memory-host/node.ts';
import { powerFor } from '../../support/memory-host/power.ts';
import type { Scenario } from './crash.ts';

const NETWORK = '10.244.0.0/16' as Prefix;

const peer = (number: number): PlanNode => ({
  name: `n${number}` as NodeName,
  ipv4: {
    publicIP: `192.168.77.${number}` as Address,
    subnet: `10.244.${number}.0/24` as Prefix,
  },
});

/** A node of a vxlan network with as many peers. */
const node = (peers: number, rest: Partial<BackendInput> = {}): BackendInput => ({
  families: [
    {
      name: 'ipv4',
      network: {
        network: NETWORK,
        subnetLen: 24,
        subnetMin: '10.244.1.0' as Address,
        subnetMax: '10.244.255.0' as Address,
      },
      own: { publicIP: '192.168.77.1' as Address, subnet: '10.244.1.0/24' as Prefix },
      local: '192.168.77.1' as Address,
    },
  ],
  peers: Array.from({ length: peers }, (_, i) => peer(i + 2)),
  backend: { type: 'vxlan', vni: 1, port: 8472, gbp: false, learning: false, directRouting: false },
  uplink: { name: 'eth0' as LinkName, mtu: 1500 },
  paths: new Map(),
  ipMasq: true,
  randomFully: true,
  engine: 'nft',
  bridge: 'cni0' as LinkName,
  cniConf: '{"name":"cbr0"}\n',
  kernel: { ipv6: true, setsIpv6: true, bridgeNetfilter: false, nexthops: true },
  iptablesIsNft: true,
  ...rest,
});

export const state = (peers: number, rest: Partial<BackendInput> = {}): HostObject[] =>
  desiredState(node(peers, rest));

const OTHER_PORT: Partial<BackendInput> = {
  backend: { type: 'vxlan', vni: 1, port: 4789, gbp: false, learning: false, directRouting: false },
};

export async function machineWith(desired: readonly HostObject[]): Promise<MemoryMachine> {
  const machine = newMachine();
  await setUp(memoryHost(machine, powerFor(0)).host, desired);
  return machine;
}

const FLANNELD: Partial<BackendInput> = {
  engine: 'iptables',
  kernel: { ipv6: true, setsIpv6: true, bridgeNetfilter: false, nexthops: false },
};

/** A host as flanneld leaves it: the same links, routes and chains, without our marks, and nothing remembered. */
async function flanneldsMachine(): Promise<MemoryMachine> {
  const machine = await machineWith(state(2, FLANNELD));
  const { kernel } = machine;
  for (const [name, link] of kernel.links) kernel.links.set(name, { ...link, group: 0, alias: '' });
  for (const [key, neighbor] of kernel.neighbors) kernel.neighbors.set(key, { ...neighbor, protocol: 0 });
  for (const [key, route] of kernel.routes) kernel.routes.set(key, { ...route, protocol: 3 });
  const { files } = memoryHost(machine, powerFor(0)).host;
  await files.removeFile(RECORD);
  await files.removeFile('/var/lib/flannelctl/history.ndjson');
  await files.removeIfEmpty('/var/lib/flannelctl');
  await files.syncFolder('/var/lib');
  return machine;
}

const TRACES: FlannelTraces = {
  networks: [{ network: NETWORK, subnetLen: 24 }],
  uplink: 'eth0' as LinkName,
};

/** Each with its machine, the change, and more than how many moments it can be cut off at and instructions it has. */
interface NamedScenario {
  readonly make: () => Promise<Scenario>;
  readonly moments: number;
  readonly instructions: number;
}

export const SCENARIOS: Readonly<Record<string, NamedScenario>> = {
  'init with nftables': {
    make: async () => ({ start: newMachine(), act: async (host) => setUp(host, state(2)) }),
    moments: 80,
    instructions: 15,
  },
  'init with iptables': {
    make: async () => ({
      start: newMachine(),
      act: async (host) => setUp(host, state(2, { engine: 'iptables' })),
    }),
    moments: 80,
    instructions: 15,
  },
  'join with one peer more': {
    make: async () => ({
      start: await machineWith(state(2)),
      act: async (host) => setUp(host, state(3)),
    }),
    moments: 20,
    instructions: 3,
  },
  'join with one peer less': {
    make: async () => ({
      start: await machineWith(state(2)),
      act: async (host) => setUp(host, state(1)),
    }),
    moments: 20,
    instructions: 3,
  },
  'the replacement of a link': {
    make: async () => ({
      start: await machineWith(state(2)),
      act: async (host) => setUp(host, state(2, OTHER_PORT)),
    }),
    moments: 20,
    instructions: 10,
  },
  reset: {
    make: async () => ({ start: await machineWith(state(2)), act: reset }),
    moments: 40,
    instructions: 10,
  },
  'the adoption of a host of flanneld': {
    make: async () => ({
      start: await flanneldsMachine(),
      act: async (host) => setUp(host, state(2), TRACES),
    }),
    moments: 40,
    instructions: 10,
  },
};
