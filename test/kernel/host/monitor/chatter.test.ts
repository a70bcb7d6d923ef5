import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshHost, type Host } from '../../../support/host/netns.ts';
import { bundleWatcher, told, type Watcher } from '../../../support/host/watcher.ts';

let program: Awaited<ReturnType<typeof bundleWatcher>>;
beforeAll(async () => {
  program = await bundleWatcher();
});
afterAll(async () => program.remove());

/** A node with one pod in a namespace of its own, whose link is a port of cni0. */
async function watchNode(): Promise<{ host: Host; watcher: Watcher }> {
  const host = await freshHost();
  const lines = [
    'address add fd77::1/64 dev eth0 nodad',
    'link add name flannel.1 type vxlan id 1 local 192.168.77.1 dev eth0 dstport 8472 nolearning',
    'address add 10.244.1.0/32 dev flannel.1',
    'link set flannel.1 up',
    'link add name cni0 type bridge',
    'address add 10.244.1.1/24 dev cni0',
    'link set cni0 up',
    'address add 192.168.77.2/24 dev eth0-far',
  ];
  await host.sh('ip -batch -', `${lines.join('\n')}\n`);
  const watcher = await program.start(host.netns, {
    root: host.root,
    links: ['flannel.1', 'cni0'],
    uplink: 'eth0',
    networks: ['10.244.0.0/16', 'fd00:244::/48'],
    engine: 'nft',
    sysctls: ['net/ipv4/ip_forward'],
    paths: ['/run/flannel/subnet.env'],
  });
  onTestFinished(async () => watcher.end());
  await watcher.settle();
  return { host, watcher };
}

const CHATTER: readonly { readonly name: string; readonly lines: readonly string[] }[] = [
  {
    name: 'neighbors of the uplink that are learned, go stale and fail',
    lines: [
      'neigh replace 192.168.77.9 lladdr 02:00:00:00:00:09 dev eth0 nud reachable',
      'neigh change 192.168.77.9 dev eth0 nud stale',
      'neigh change 192.168.77.9 dev eth0 nud failed',
      'neigh del 192.168.77.9 dev eth0',
    ],
  },
  {
    name: 'neighbors of pods',
    lines: [
      'neigh replace 10.244.1.2 lladdr 02:00:00:00:00:02 dev cni0 nud reachable',
      'neigh del 10.244.1.2 dev cni0',
    ],
  },
  {
    name: 'addresses of the uplink that get a new lifetime',
    lines: [
      'address change 192.168.77.1/24 dev eth0 valid_lft 1000 preferred_lft 900',
      'address change 192.168.77.1/24 dev eth0 valid_lft 2000 preferred_lft 1900',
      'address change fd77::1/64 dev eth0 valid_lft 3000 preferred_lft 2900',
    ],
  },
  {
    name: 'link-local addresses',
    lines: ['address add fe80::99/64 dev eth0 nodad', 'address del fe80::99/64 dev eth0'],
  },
  {
    name: 'routes elsewhere, and in other tables',
    lines: [
      'route add 203.0.113.0/24 dev eth0',
      'route del 203.0.113.0/24',
      'route add 10.244.9.0/24 dev eth0 table 99',
      'route del 10.244.9.0/24 dev eth0 table 99',
      '-6 route add 2001:db8::/32 dev eth0',
    ],
  },
  {
    name: 'foreign nexthops',
    lines: ['nexthop add id 99 via 192.168.77.2 dev eth0', 'nexthop del id 99'],
  },
  {
    name: 'pods that come and go',
    lines: [
      'link add name vethaaaa type veth peer name pod0',
      'link set vethaaaa master cni0',
      'link set vethaaaa up',
      'link set pod0 up',
      'link set vethaaaa nomaster',
      'link del vethaaaa',
    ],
  },
  {
    name: 'an uplink that becomes the port of a bridge, and no longer is',
    lines: [
      'link add name br9 type bridge',
      'link set br9 up',
      'link set eth0 master br9',
      'link set eth0 nomaster',
    ],
  },
  { name: 'promiscuous mode', lines: ['link set eth0 promisc on', 'link set eth0 promisc off'] },
];

describe('chatter', () => {
  it.each(CHATTER)('nothing is told of $name', async ({ lines }) => {
    const { host, watcher } = await watchNode();
    for (const line of lines) await host.sh(`ip ${line}`);
    await host.sh('ip address add 192.0.2.1/24 dev eth0');
    // What follows the chatter has been read, so the chatter has been, too.
    await watcher.until((bursts) => told(bursts).includes('address eth0 192.0.2.1/24 came'));
    expect(told(watcher.bursts())).toEqual(['address eth0 192.0.2.1/24 came']);
  });
});
