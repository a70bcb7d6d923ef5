import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Host, makeHost } from '../../../support/host/netns.ts';
import { bundleWatcher, told, type Watcher } from '../../../support/host/watcher.ts';

const MAC = '0e:2a:00:00:02:00';

/** One family of a node: addresses and names of what it has. */
const FAMILIES = {
  ipv4: {
    family: 'ip',
    local: '192.168.77.1',
    network: '10.244.0.0/16',
    own: '10.244.1.0/32',
    gateway: '10.244.2.0',
    subnet: '10.244.2.0/24',
    inside: '10.244.77.0/24',
    vtep: '192.168.77.2',
    added: '192.168.78.1/24',
  },
  ipv6: {
    family: 'ip6',
    local: 'fd77::1',
    network: 'fd00:244::/48',
    own: 'fd00:244:0:1::/128',
    gateway: 'fd00:244:0:2::',
    subnet: 'fd00:244:0:2::/64',
    inside: 'fd00:244:0:77::/64',
    vtep: 'fd77::2',
    added: 'fd78::1/64',
  },
} as const;

type Family = (typeof FAMILIES)[keyof typeof FAMILIES];

/** A drift: what is done, and the events and the cause that are to be told. */
interface Drift {
  readonly name: string;
  readonly do: (family: Family) => string;
  readonly seen: (family: Family) => readonly string[];
  readonly cause: (family: Family) => string;
}

const DRIFTS: readonly Drift[] = [
  {
    name: 'the link is deleted',
    do: () => 'ip link del flannel.1',
    seen: () => ['link flannel.1 gone'],
    cause: () => 'link flannel.1 was deleted',
  },
  {
    name: 'the link is set down',
    do: () => 'ip link set flannel.1 down',
    seen: () => ['link flannel.1 changed'],
    cause: () => 'link flannel.1 was set down or changed while down',
  },
  {
    name: 'the MTU is changed',
    do: () => 'ip link set flannel.1 mtu 1300',
    seen: () => ['link flannel.1 changed'],
    cause: () => 'link flannel.1 was changed',
  },
  {
    name: 'the address of the link is deleted',
    do: ({ own }) => `ip address del ${own} dev flannel.1`,
    seen: ({ own }) => [`address flannel.1 ${own} gone`],
    cause: ({ own }) => `flannel.1 lost the address ${own}`,
  },
  {
    name: 'the uplink gets an address',
    do: ({ added }) => `ip address add ${added} dev eth0`,
    seen: ({ added }) => [`address eth0 ${added} came`],
    cause: ({ added }) => `eth0 got the address ${added}`,
  },
  {
    name: 'the route is deleted',
    do: ({ subnet }) => `ip route del ${subnet}`,
    seen: ({ subnet }) => [`route ${subnet} gone`],
    cause: ({ subnet }) => `route ${subnet} was deleted`,
  },
  {
    name: 'a foreign route comes into the pod network',
    do: ({ inside }) => `ip route add ${inside} dev eth0`,
    seen: ({ inside }) => [`route ${inside} set`],
    cause: ({ inside }) => `route ${inside} was set`,
  },
  {
    name: 'the nexthop is deleted',
    do: () => 'ip nexthop del id 1767',
    seen: () => ['nexthop 1767 gone'],
    cause: () => 'nexthop 1767 was deleted',
  },
  {
    name: 'the neighbor is deleted',
    do: ({ gateway }) => `ip neigh del ${gateway} dev flannel.1`,
    seen: ({ gateway }) => [`neighbor flannel.1 ${gateway} gone`],
    cause: ({ gateway }) => `neighbor flannel.1 ${gateway} was deleted`,
  },
  {
    name: 'the MAC of the neighbor is changed',
    do: ({ gateway }) => `ip neigh replace ${gateway} lladdr 02:00:00:00:00:01 dev flannel.1 nud permanent`,
    seen: ({ gateway }) => [`neighbor flannel.1 ${gateway} set`],
    cause: ({ gateway }) => `neighbor flannel.1 ${gateway} was set`,
  },
  {
    name: 'the FDB entry is deleted',
    do: ({ vtep }) => `bridge fdb del ${MAC} dev flannel.1 dst ${vtep}`,
    seen: () => [`fdb flannel.1 ${MAC} gone`],
    cause: () => `fdb flannel.1 ${MAC} was deleted`,
  },
];

async function makeNode({ sh }: Host, family: Family): Promise<void> {
  const { local, own, gateway, subnet, vtep } = family;
  const lines = [
    ...(family.family === 'ip6' ? [`address add ${local}/64 dev eth0 nodad`] : []),
    `link add name flannel.1 type vxlan id 1 local ${local} dev eth0 dstport 8472 nolearning`,
    `address add ${own} dev flannel.1`,
    'link set flannel.1 up',
    `neigh add ${gateway} lladdr ${MAC} dev flannel.1 nud permanent protocol 140`,
    `nexthop add id 1767 via ${gateway} dev flannel.1 onlink proto 140`,
    `route add ${subnet} nhid 1767 proto 140`,
  ];
  await sh('ip -batch -', `${lines.join('\n')}\n`);
  await sh(`bridge fdb append ${MAC} dev flannel.1 dst ${vtep}`);
}

describe.each(Object.entries(FAMILIES))('drifts of %s', (_name, family) => {
  let program: Awaited<ReturnType<typeof bundleWatcher>>;
  let host: Host;
  let watcher: Watcher;
  beforeAll(async () => {
    program = await bundleWatcher();
  });
  afterAll(async () => program.remove());
  beforeEach(async () => {
    host = await makeHost();
    await makeNode(host, family);
    watcher = await program.start(host.netns, {
      root: host.root,
      links: ['flannel.1'],
      uplink: 'eth0',
      networks: [family.network],
    });
    await watcher.settle();
  });
  afterEach(async () => {
    await watcher.end();
    await host.remove();
  });

  it.each(DRIFTS)('$name', async (drift) => {
    await host.sh(drift.do(family));
    const expected = drift.seen(family);
    const bursts = await watcher.until((seen) => expected.every((one) => told(seen).includes(one)));
    // What the kernel takes along with it follows.
    expect(bursts.map(({ cause }) => cause.split('; ')[0])).toContain(drift.cause(family));
  });
});
