import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshHost, type Host, makeHost, type RunOptions } from '../../support/host/netns.ts';
import {
  expectExit,
  initArgs,
  initN1,
  netConf,
  PEER2,
  PEER3,
  peerFlags,
  RECORD,
} from '../../support/host/node.ts';
import { holdUdpPort, runNamed } from '../../support/host/processes.ts';
import { type Snapshot, snapshot } from '../../support/host/snapshot.ts';

interface Bad extends RunOptions {
  /** The whole command line; otherwise that of init of n1. */
  readonly args?: readonly string[];
  /** What is added to it. */
  readonly more?: readonly string[];
  /** How the host is made bad; gives what is added to the command line. */
  readonly make?: (host: Host) => Promise<unknown>;
  readonly exit: number;
  /** What the message names. */
  readonly names: readonly string[];
}

const ESCAPE = '\u001b';

/** Stands for a file in the folder of the host. */
const FILE = 'given';

const write =
  (content: string, mode = 0o644) =>
  async ({ root }: Host): Promise<void> => {
    await writeFile(path.join(root, FILE), content);
    await chmod(path.join(root, FILE), mode);
  };

const ip =
  (...commands: string[]) =>
  async ({ sh }: Host): Promise<void> => {
    await sh('ip -batch -', `${commands.join('\n')}\n`);
  };

const conf = (rest: object): string[] => ['init', '--net-conf', netConf(rest), '--node', 'n1'];
const given = (flag: string, ...more: string[]): string[] => ['init', flag, FILE, ...more];
const plan = (...nodes: object[]): string =>
  JSON.stringify({ kind: 'SubnetPlan', netConf: JSON.parse(netConf()), nodes });
const node = (name: string, publicIP: string, subnet: string): object => ({ name, publicIP, subnet });
const N1 = node('n1', '192.168.77.1', '10.244.1.0/24');

const FILES: Readonly<Record<string, Bad>> = {
  'a net-conf that is not there': {
    args: ['init', '--net-conf', '/nowhere'],
    exit: 3,
    names: ['/nowhere', 'no such file'],
  },
  'a folder for a net-conf': { args: ['init', '--net-conf', '/etc'], exit: 3, names: ['/etc', 'directory'] },
  'a node list for a net-conf': {
    args: given('--net-conf'),
    make: write('- name: n1\n  publicIP: 192.168.77.1\n'),
    exit: 3,
    names: [`${FILE} is not a net-conf: it is a node list`, '--nodes'],
  },
  'a manifest for a net-conf': {
    args: given('--net-conf'),
    make: write('apiVersion: v1\nkind: ConfigMap\ndata: {}\n'),
    exit: 3,
    names: ['it is a Kubernetes manifest', 'kubectl -n kube-flannel get configmap'],
  },
  'a plan for a net-conf': {
    args: given('--net-conf'),
    make: write(plan(N1)),
    exit: 3,
    names: ['it is a subnet plan', '--nodes'],
  },
  'a net-conf that is not JSON': {
    args: given('--net-conf'),
    make: write('{"Network": }'),
    exit: 3,
    names: [`${FILE}:1:13`],
  },
  'an empty net-conf': { args: given('--net-conf'), make: write(''), exit: 3, names: [FILE] },
  'an empty net-conf on stdin': {
    args: ['init', '--net-conf', '-'],
    input: '',
    exit: 3,
    names: ['stdin', 'a command was to write it'],
  },
  'a net-conf with a typo': {
    args: conf({ Network: '10.244.0.0/99' }),
    exit: 3,
    names: ['--net-conf:1', '10.244.0.0/99'],
  },
  'a plan that is neither JSON nor YAML': {
    args: given('--plan'),
    make: write('kind: [\n'),
    exit: 3,
    names: [FILE],
  },
  'a plan that is something else': {
    args: given('--plan'),
    make: write('hello: world\n'),
    exit: 3,
    names: [FILE, 'hello'],
  },
  'a list for a plan': { args: given('--plan'), make: write('- a\n'), exit: 3, names: [FILE] },
  'a plan without this node': {
    args: given('--plan', '--node', 'n9'),
    make: write(plan(N1)),
    exit: 3,
    names: ['n9', 'the plan has n1'],
  },
  'a plan with a broken name': {
    args: given('--plan'),
    make: write(plan(N1, node('two words', '192.168.77.2', '10.244.2.0/24'))),
    exit: 3,
    names: ['two words'],
  },
  'a plan with an escape code in a name': {
    args: given('--plan'),
    make: write(plan(N1, node('n2\u001b[31m', '192.168.77.2', '10.244.2.0/24'))),
    exit: 3,
    names: ['n2'],
  },
  'a plan with one subnet for two': {
    args: given('--plan', '--node', 'n1'),
    make: write(plan(N1, node('n2', '192.168.77.2', '10.244.1.0/24'))),
    exit: 3,
    names: ['10.244.1.0/24', 'n1'],
  },
  'a plan whose subnet is outside the network': {
    args: given('--plan', '--node', 'n1'),
    make: write(plan(N1, node('n2', '192.168.77.2', '10.245.2.0/24'))),
    exit: 3,
    names: ['10.245.2.0/24'],
  },
  'a CNI conf that is none': { more: ['--cni-conf', FILE], make: write('{}'), exit: 3, names: [FILE] },
  'a record that is damaged': {
    make: async ({ root }) => {
      await mkdir(path.join(root, path.dirname(RECORD)), { recursive: true });
      await writeFile(path.join(root, RECORD), '{"kind": "NodeRecord"');
    },
    exit: 3,
    names: ['node.json'],
  },
  'a record that is not ours': {
    make: async ({ root }) => {
      await mkdir(path.join(root, path.dirname(RECORD)), { recursive: true });
      await writeFile(path.join(root, RECORD), '{}');
    },
    exit: 3,
    names: ['node.json', 'kind'],
  },
};

const PEERS: Readonly<Record<string, [string[], string[]]>> = {
  'that is no peer': [['n2'], ['"n2"', 'NAME=PUBLIC_IP']],
  'with a space in its name': [['n 2=192.168.77.2,10.244.2.0/24'], ['"n 2"']],
  'with a new line in its name': [['n2\nn3=192.168.77.2,10.244.2.0/24'], ['n2\\nn3']],
  'with a leading dash in its name': [['-n2=192.168.77.2,10.244.2.0/24'], ['"-n2"']],
  'with a command in its address': [['n2=192.168.77.2 dev lo,10.244.2.0/24'], ['"192.168.77.2 dev lo"']],
  'with a new line in its subnet': [['n2=192.168.77.2,10.244.2.0/24\nlink del eth0'], ['link del eth0']],
  'with host bits in its subnet': [['n2=192.168.77.2,10.244.2.1/24'], ['10.244.2.1/24']],
  'with a wrong MAC': [['n2=192.168.77.2,10.244.2.0/24,0e:zz:00:00:00:01'], ['0e:zz:00:00:00:01']],
  'with a multicast MAC': [['n2=192.168.77.2,10.244.2.0/24,01:00:5e:00:00:01'], ['01:00:5e:00:00:01']],
  'with a multicast address': [['n2=224.0.0.1,10.244.2.0/24'], ['224.0.0.1']],
  'with an IPv6 address': [['n2=fd00::2,10.244.2.0/24'], ['fd00::2']],
  'with a subnet outside the network': [['n2=192.168.77.2,10.245.2.0/24'], ['10.245.2.0/24']],
  "with this node's public IP": [['n2=192.168.77.1,10.244.2.0/24'], ['192.168.77.1', 'n1']],
  "with another peer's subnet": [
    [PEER2, 'n3=192.168.77.3,10.244.2.0/24'],
    ['10.244.2.0/24', 'n2'],
  ],
  "with another peer's public IP": [
    [PEER2, 'n3=192.168.77.2,10.244.3.0/24'],
    ['192.168.77.2', 'n2'],
  ],
  "with another peer's MAC": [
    [PEER2, 'n3=192.168.77.3,10.244.3.0/24,0e:2a:0a:f4:02:01'],
    ['0e:2a:0a:f4:02:01'],
  ],
  'given twice, differently': [[PEER2, 'n2=192.168.77.3,10.244.3.0/24'], ['n2']],
};

const peerRows = Object.entries(PEERS).map(([title, [peers, names]]): [string, Bad] => [
  `a peer ${title}`,
  { args: ['init', '--net-conf', netConf(), '--node', 'n1', ...peerFlags(...peers)], exit: 3, names },
]);

const FLAGS: Readonly<Record<string, Bad>> = {
  'a name with a space': {
    args: ['init', '--net-conf', netConf(), '--node', 'n 1'],
    exit: 3,
    names: ['"n 1"'],
  },
  'a name with a leading dash': {
    args: ['init', '--net-conf', netConf(), '--node=-n1'],
    exit: 3,
    names: ['"-n1"'],
  },
  'a public IPv6 in a network without IPv6': {
    more: ['--public-ipv6', 'fd00::1'],
    exit: 3,
    names: ['--public-ipv6 fd00::1: the net-conf has no IPv6', 'IPv6Network'],
  },
  'the flannel plugin where the CNI conf has none': {
    make: write('{"name":"x","cniVersion":"1.0.0","plugins":[{"type":"bridge"}]}'),
    more: ['--cni-conf', FILE, '--cni-type', 'flannel'],
    exit: 3,
    names: ['--cni-type flannel', 'has no flannel plugin'],
  },
  'a public IP that is none': { more: ['--public-ip', '1.2.3'], exit: 3, names: ['"1.2.3"'] },
  'an uplink that is missing': { more: ['--iface', 'eth9'], exit: 4, names: ['eth9', 'eth0'] },
  'an uplink by an address that nobody has': {
    more: ['--iface', '192.168.77.99'],
    exit: 4,
    names: ['192.168.77.99'],
  },
  'a public IP that no link has': {
    more: ['--public-ip', '192.168.77.99'],
    exit: 4,
    names: ['192.168.77.99', '--iface'],
  },
  'an unknown preflight check': {
    more: ['--ignore-preflight-errors', 'Swap'],
    exit: 64,
    names: ['Swap', 'Flanneld'],
  },
  'an unknown flag': { more: ['--force'], exit: 64, names: ['--force'] },
  'an argument too many': { more: ['now'], exit: 64, names: ['now'] },
  'no network at all': { args: ['init'], exit: 64, names: ['--net-conf', '--nodes'] },
  'an unknown output format': { more: ['-o', 'xml'], exit: 64, names: ['xml'] },
  'IPv6 where the host has none': {
    args: conf({ EnableIPv6: true, IPv6Network: 'fd00:244::/56' }),
    exit: 4,
    names: ['IPv6', 'Uplink'],
  },
  'a backend that is not built': {
    args: conf({ Backend: { Type: 'wireguard' } }),
    exit: 3,
    names: ['wireguard'],
  },
};

const HOSTS: Readonly<Record<string, Bad>> = {
  'an uplink without an address': {
    make: ip('address flush dev eth0'),
    more: ['--iface', 'eth0'],
    exit: 4,
    names: ['eth0', 'no IPv4 address'],
  },
  'an uplink that is down': {
    make: ip('link set eth0 down'),
    more: ['--iface', 'eth0'],
    exit: 4,
    names: ['eth0 is down', 'Uplink'],
  },
  'no default route': { make: ip('route del default'), exit: 4, names: ['default route', '--iface'] },
  'an uplink with a smaller MTU than the net-conf says': {
    args: conf({ Backend: { Type: 'vxlan', MTU: 9000 } }),
    exit: 4,
    names: ['9000', '1500', 'eth0'],
  },
  'a link flannel.1 of another type': {
    make: ip('link add flannel.1 type bridge'),
    exit: 8,
    names: ['in the way: link flannel.1', 'bridge'],
  },
  'a vxlan flannel.1 that is not ours': {
    make: ip('link add flannel.1 type vxlan id 1 dev eth0 dstport 4789'),
    exit: 8,
    names: ['in the way: link flannel.1', 'vxlan id 1', 'ip link delete flannel.1; else', 'another VNI'],
  },
  'a link cni0 of another type': {
    make: ip('link add cni0 type veth peer name cni1'),
    exit: 8,
    names: ['in the way: link cni0', 'veth'],
  },
  'a bridge cni0 with an address of another network': {
    make: ip('link add cni0 type bridge', 'address add 10.88.0.1/16 dev cni0'),
    exit: 8,
    names: ['in the way: link cni0', 'which has 10.88.0.1/16', 'ip link delete cni0; else'],
  },
  "a foreign route to a peer's subnet": {
    make: ip('route add 10.244.2.0/24 via 192.168.77.9 proto bird'),
    exit: 8,
    names: ['in the way: route 10.244.2.0/24 via 192.168.77.9', 'else give n2 another subnet'],
  },
  "a foreign blackhole for a peer's subnet": {
    make: ip('route add blackhole 10.244.2.0/24'),
    exit: 8,
    names: ['in the way: route', '10.244.2.0/24'],
  },
  'a foreign nexthop with our id': {
    make: ip('nexthop add id 1174405122 via 192.168.77.9 dev eth0'),
    exit: 8,
    names: ['in the way: nexthop id 1174405122 via 192.168.77.9', 'ip nexthop delete id 1174405122'],
  },
  'a foreign file in our place': {
    make: async ({ root }) => {
      await mkdir(path.join(root, 'run/flannel'), { recursive: true });
      await writeFile(path.join(root, 'run/flannel/subnet.env'), 'FLANNEL_MTU=1\n');
    },
    exit: 8,
    names: [
      'in the way: file /run/flannel/subnet.env, which flannelctl did not write, with another content',
      'move it out of /run/flannel.',
    ],
  },
  'a file where a folder should be': {
    make: async ({ root }) => writeFile(path.join(root, 'run'), ''),
    exit: 8,
    names: ['in the way: file /run'],
  },
  'UDP port 8472 taken by a program': {
    make: async (host) => holdUdpPort(host, 8472),
    exit: 4,
    names: ['8472', 'Vxlan'],
  },
  'UDP port 8472 taken by a program on one address': {
    make: async (host) => holdUdpPort(host, 8472, '192.168.77.1'),
    exit: 4,
    names: ['8472', 'Vxlan'],
  },
  'UDP port 8472 taken by a vxlan with external VNIs, as Cilium makes it': {
    make: ip('link add cilium_vxlan type vxlan external dstport 8472', 'link set cilium_vxlan up'),
    exit: 4,
    names: ['8472', 'cilium_vxlan', 'Vxlan'],
  },
  'the VNI taken by another link': {
    make: ip('link add other type vxlan id 1 dev eth0 dstport 8472'),
    exit: 4,
    names: ['VNI 1', 'other', 'Vxlan'],
  },
  'the name of the pod bridge as the second name of another link': {
    make: ip('link add br9 type bridge', 'link property add dev br9 altname cni0'),
    exit: 4,
    names: ['cni0 is an alternative name of br9', 'ip link property del dev br9 altname cni0', 'LinkNames'],
  },
  'a host route into the pod network': {
    make: ip('route add 10.244.128.0/17 via 192.168.77.9'),
    exit: 4,
    names: ['10.244.128.0/17', 'eth0', 'Routes'],
  },
  'a blackhole for the pod network': {
    make: ip('route add blackhole 10.244.0.0/16'),
    exit: 4,
    names: ['blackhole', '10.244.0.0/16', 'Routes'],
  },
  'an uplink inside the pod network': {
    make: ip('address add 10.244.7.7/24 dev eth0'),
    exit: 4,
    names: ['10.244.7.0/24', 'eth0', 'Routes'],
  },
  'flanneld running': {
    make: async (host) => runNamed(host, 'flanneld'),
    exit: 4,
    names: ['flanneld is running', 'Flanneld'],
  },
  'k3s running, where flannel was at work': {
    make: async (host) => {
      await ip('link add flannel.1 type vxlan id 1 dev eth0 local 192.168.77.1 dstport 8472 nolearning')(
        host,
      );
      await runNamed(host, 'k3s-agent');
    },
    exit: 4,
    names: ['k3s is running', 'Flanneld', '--flannel-backend=none'],
  },
  'no root': { via: ['setpriv', '--reuid', '65534', '--clear-groups'], exit: 77, names: ['root', 'sudo'] },
  'no ip': { via: ['env', 'PATH=/nonexistent'], exit: 69, names: ['ip', 'not installed', 'iproute2'] },
};

async function refuses(
  host: Host,
  { args = initArgs(), more = [], exit, names, ...options }: Bad,
): Promise<void> {
  const words = [...args, ...more].map((word) => (word === FILE ? path.join(host.root, FILE) : word));
  const { stderr } = expectExit(await host.flannelctl([...words, '--yes'], options), exit);
  for (const name of names) expect(stderr).toContain(name);
  expect(stderr).not.toMatch(/^ {4}at |not foreseen/m);
  expect(stderr).not.toContain(ESCAPE);
  expect(stderr).toMatch(/^Error: /m);
}

describe('refuses, with the right status and the name of what is wrong:', () => {
  let host: Host;
  let before: Snapshot;

  beforeAll(async () => {
    host = await makeHost();
    before = await snapshot(host);
  });

  afterAll(async () => host.remove());

  const row = async (_: string, bad: Bad): Promise<void> => {
    await bad.make?.(host);
    await refuses(host, bad);
    await Promise.all([FILE, RECORD].map(async (file) => rm(path.join(host.root, file), { force: true })));
  };

  test.each(Object.entries(FILES))('%s', row);
  test.each(peerRows)('%s', row);
  test.each(Object.entries(FLAGS))('%s', row);

  test('and has changed nothing', async () => {
    await rm(path.join(host.root, 'var'), { recursive: true });
    expect(await snapshot(host)).toEqual(before);
  });
});

describe('refuses, names what is in the way and changes nothing:', () => {
  test.each(Object.entries(HOSTS))('%s', async (_, bad) => {
    const host = await freshHost();
    await bad.make?.(host);
    const before = await snapshot(host);
    await refuses(host, bad);
    expect(await snapshot(host)).toEqual(before);
  });
});

describe('what is refused', () => {
  test('can be ignored by the name of its check, and is told all the same', async () => {
    const host = await freshHost();
    await runNamed(host, 'flanneld');
    const { stderr } = await initN1(host, netConf(), ['--ignore-preflight-errors', 'flanneld']);
    expect(stderr).toContain('warning: [Flanneld] flanneld is running');
  });

  test('is not k3s where there is nothing to take over, which is warned of until the node is set up', async () => {
    const host = await freshHost();
    await runNamed(host, 'k3s-server');
    expect((await initN1(host)).stderr).toContain('warning: [Flanneld] k3s is running');
    expect(expectExit(await host.flannelctl(['join', '--yes']), 0).stderr).not.toContain('k3s');
  });

  test('is all of it, not the first', async () => {
    const host = await freshHost();
    await runNamed(host, 'flanneld');
    await holdUdpPort(host, 8472);
    await ip('route add 10.244.128.0/17 via 192.168.77.9')(host);
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes']), 4);
    expect(stderr).toContain('--ignore-preflight-errors=Vxlan,Routes,Flanneld');
    expect(stderr.match(/^error: \[/gm)).toHaveLength(3);
  });

  test('is every conflict, not the first', async () => {
    const host = await freshHost();
    await ip('route add 10.244.2.0/24 via 192.168.77.9', 'route add 10.244.3.0/24 via 192.168.77.9')(host);
    const { stdout, stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes']), 8);
    expect(stdout.match(/^ +! route 10\.244\.[23]\.0\/24 /gm)).toHaveLength(2);
    expect(stderr).toContain('2 object(s) not created by flannelctl');
    expectExit(await host.flannelctl([...initArgs(), '--dry-run']), 8);
    expectExit(await host.flannelctl(['diff', ...initArgs().slice(1)]), 8);
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode', ...initArgs().slice(1)]), 8);
  });

  test('is a peer that is not known, also in join', async () => {
    const host = await freshHost();
    await initN1(host);
    const before = await snapshot(host);
    const { stderr } = expectExit(
      await host.flannelctl(['join', ...peerFlags('n4=192.168.77.3,10.244.4.0/24'), '--yes']),
      3,
    );
    expect(stderr).toContain('n3');
    expect(stderr).toContain('192.168.77.3');
    expect(await snapshot(host)).toEqual(before);
    expect(PEER3).toContain('192.168.77.3');
  });
});
