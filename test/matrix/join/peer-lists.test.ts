import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { ChangesDocument, NodeRecord } from '../../../src/generated/types.d.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf, RECORD, SUBNET_ENV } from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';

interface KubeNode {
  readonly name: string;
  readonly publicIP: string;
  readonly podCIDR?: string;
}

const NODES: readonly KubeNode[] = [
  { name: 'n1', publicIP: '192.168.77.1', podCIDR: '10.244.1.0/24' },
  { name: 'n2', publicIP: '192.168.77.2', podCIDR: '10.244.2.0/24' },
  { name: 'n3', publicIP: '192.168.77.3', podCIDR: '10.244.3.0/24' },
];

const mac = (name: string): string => `02:00:00:00:00:0${name.slice(1)}`;

/** What `kubectl get nodes -o json` prints, in short. */
const kubectl = (nodes: readonly KubeNode[], prefix = 'flannel.alpha.coreos.com'): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: nodes.map(({ name, publicIP, podCIDR }) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        annotations: {
          [`${prefix}/backend-type`]: 'vxlan',
          [`${prefix}/backend-data`]: JSON.stringify({ VNI: 1, VtepMAC: mac(name) }),
          [`${prefix}/public-ip`]: publicIP,
          [`${prefix}/kube-subnet-manager`]: 'true',
        },
      },
      spec: { podCIDR },
    })),
  });

const leases = (nodes: readonly KubeNode[]): (readonly [string, string])[] =>
  nodes.map(({ name, publicIP, podCIDR = '' }) => [
    `/coreos.com/network/subnets/${podCIDR.replace('/', '-')}`,
    JSON.stringify({
      PublicIP: publicIP,
      BackendType: 'vxlan',
      BackendData: { VNI: 1, VtepMAC: mac(name) },
    }),
  ]);

/** What `etcdctl get --prefix` prints, plain and with `-w json`. */
const etcdctl = (nodes: readonly KubeNode[]): string => `${leases(nodes).flat().join('\n')}\n`;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const etcdctlJson = (nodes: readonly KubeNode[]): string =>
  JSON.stringify({ kvs: leases(nodes).map(([key, value]) => ({ key: base64(key), value: base64(value) })) });

async function yaml(text: string): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(JSON.parse(text));
}

const JOIN = ['join', '--peers', '-', '--yes'];

async function alone(): Promise<Host> {
  const host = await freshHost();
  await initN1(host);
  return host;
}

const peersOf = async (host: Host): Promise<string> => host.sh('bridge fdb show dev flannel.1');

describe.each([
  ['kubectl’s JSON', async (nodes: readonly KubeNode[]) => kubectl(nodes)],
  ['kubectl’s YAML', async (nodes: readonly KubeNode[]) => yaml(kubectl(nodes))],
  ['etcdctl’s text', async (nodes: readonly KubeNode[]) => etcdctl(nodes)],
  ['etcdctl’s JSON', async (nodes: readonly KubeNode[]) => etcdctlJson(nodes)],
])('%s', (_, textOf) => {
  test('is what join takes peers from, and what is broken in it is left out', async () => {
    const host = await alone();
    expectExit(await host.flannelctl(JOIN, { input: await textOf(NODES) }), 0);
    expect(await peersOf(host)).toMatch(/02:00:00:00:00:02 dst 192\.168\.77\.2 /);
    expect(await peersOf(host)).not.toContain(mac('n1'));
    const input = await textOf(
      NODES.map((node) => (node.name === 'n3' ? { ...node, publicIP: '192.168.77' } : node)),
    );
    const before = await snapshot(host);
    const strict = expectExit(await host.flannelctl([...JOIN, '--strict'], { input }), 3);
    expect(strict.stderr).toContain('192.168.77');
    expect(await snapshot(host)).toEqual(before);
    const { stderr } = expectExit(await host.flannelctl(JOIN, { input }), 0);
    expect(stderr).toMatch(/warning: .*192\.168\.77/);
    expect(await peersOf(host)).toMatch(/dst 192\.168\.77\.2 /);
    expect(await peersOf(host)).not.toMatch(/dst 192\.168\.77\.3 /);
  });
});

test('the node of a list is the one named, else the one at this node’s public IP', async () => {
  const [named, found] = [await freshHost(), await freshHost()];
  const conf = ['--net-conf', netConf()];
  const init = ['init', ...conf, '--peers', '-', '--yes'];
  expectExit(await named.flannelctl([...init, '--node', 'n1'], { input: kubectl(NODES) }), 0);
  expectExit(await found.flannelctl(init, { input: etcdctl(NODES) }), 0);
  for (const host of [named, found]) {
    expect(await host.sh('ip -br address show dev cni0')).toContain('10.244.1.1/24');
    expect(await host.sh('ip link show flannel.1')).toContain(mac('n1'));
  }
});

test('annotations may have a prefix of their own', async () => {
  const host = await alone();
  const input = kubectl(NODES, 'net.example.com');
  const prefix = ['--kube-annotation-prefix', 'net.example.com'];
  expectExit(await host.flannelctl([...JOIN, ...prefix], { input }), 0);
  expect(await peersOf(host)).toContain(mac('n3'));
});

test('plan reads them as its nodes', async () => {
  const host = await freshHost();
  const file = path.join(host.root, 'net-conf.json');
  await writeFile(file, netConf());
  const conf = ['--net-conf', file];
  for (const input of [kubectl(NODES), etcdctl(NODES)]) {
    const { stdout } = expectExit(await host.flannelctl(['plan', ...conf, '--nodes', '-'], { input }), 0);
    for (const { podCIDR, publicIP } of NODES) {
      expect(stdout).toContain(publicIP);
      expect(stdout).toContain(podCIDR);
    }
  }
});

test('behind NAT the node is known by the public IP that it was told, also in the next list', async () => {
  const host = await freshHost();
  const nodes = NODES.map((node) => (node.name === 'n1' ? { ...node, publicIP: '203.0.113.1' } : node));
  const told = ['--net-conf', netConf(), '--iface', 'eth0', '--public-ip', '203.0.113.1', '--node', 'n1'];
  expectExit(await host.flannelctl([...JOIN, ...told], { input: etcdctl(nodes) }), 0);
  const { stdout } = expectExit(await host.flannelctl(JOIN, { input: etcdctl(nodes) }), 0);
  expect(stdout).toContain('No changes');
});

test('a node to which a plan gives one family needs no address of the other', async () => {
  const host = await freshHost();
  const dual = { ...(JSON.parse(netConf()) as object), EnableIPv6: true, IPv6Network: 'fd00:244::/48' };
  const [n1, n2] = [
    { name: 'n1', publicIP: '192.168.77.1', subnet: '10.244.1.0/24' },
    {
      name: 'n2',
      publicIP: '192.168.77.2',
      subnet: '10.244.2.0/24',
      publicIPv6: 'fd77::2',
      ipv6Subnet: 'fd00:244:0:2::/64',
    },
  ];
  const input = JSON.stringify({ kind: 'SubnetPlan', netConf: dual, nodes: [n1, n2] });
  expectExit(await host.flannelctl(['join', '--plan', '-', '--node', 'n1', '--yes'], { input }), 0);
  expect(await host.sh('ip -br link')).not.toContain('flannel-v6');
  expect(expectExit(await host.flannelctl(['join', '--yes']), 0).stdout).toContain('No changes');
});

test('the list of nodes is taken by its flag, and by the names that the flag had before', async () => {
  const host = await alone();
  const input = etcdctl(NODES);
  const shown = await Promise.all(
    ['--nodes', '--plan', '--peers'].map(async (flag) => host.flannelctl(['diff', flag, '-'], { input })),
  );
  const [first] = shown.map((result) => expectExit(result, 0).stdout);
  expect(first).toContain('neigh 10.244.2.0 lladdr 02:00:00:00:00:02');
  expect(shown.map(({ stdout }) => stdout)).toEqual([first, first, first]);
});

test('a list in which this node can’t be used says why', async () => {
  const host = await freshHost();
  const input = kubectl([{ name: 'n1', publicIP: '192.168.77.1' }]);
  const args = ['join', '--peers', '-', '--net-conf', netConf(), '--node', 'n1', '--dry-run'];
  const { stderr } = expectExit(await host.flannelctl(args, { input }), 3);
  expect(stderr).toContain('node "n1" pod cidr not assigned');
  expect(stderr).toContain('No node of it can be used.');
});

test('what does not go together is told without places in a text that nobody wrote', async () => {
  const host = await alone();
  const args = ['join', '--peer', 'n4=192.168.77.4,10.99.4.0/24', '--dry-run'];
  const { stderr } = expectExit(await host.flannelctl(args), 3);
  expect(stderr).toMatch(/^error: .*10\.99\.4\.0\/24 is not in the network 10\.244\.0\.0\/16/m);
  expect(stderr).toContain('this node with its peers is not a valid subnet plan');
});

describe('a node with two leases keeps the subnet that it has', () => {
  const stale = { name: 'n0', publicIP: '192.168.77.1', podCIDR: '10.244.0.0/24' };
  const input = etcdctl([stale, ...NODES]);
  const left = /warning: .*subnet-10\.244\.0\.0-24: its public IP 192\.168\.77\.1 .*, which this node has/;

  test('as it remembers', async () => {
    const host = await alone();
    const { stderr } = expectExit(await host.flannelctl(JOIN, { input }), 0);
    expect(stderr).toMatch(left);
    expect(await host.sh('ip -br address show dev cni0')).toContain('10.244.1.1/24');
    expect(await peersOf(host)).not.toContain(mac('n0'));
  });

  test('as flanneld left it', async () => {
    const host = await freshHost();
    const env = ['NETWORK=10.244.0.0/16', 'SUBNET=10.244.1.1/24', 'MTU=1450', 'IPMASQ=true'];
    await mkdir(path.join(host.root, 'run/flannel'), { recursive: true });
    const text = env.map((line) => `FLANNEL_${line}\n`).join('');
    await writeFile(path.join(host.root, SUBNET_ENV), text);
    const args = ['join', '--net-conf', netConf(), '--peers', '-', '--dry-run'];
    const { stdout, stderr } = await host.flannelctl(args, { input });
    expect(stderr).toMatch(left);
    expect(stdout).toContain('10.244.1.0/24 of 10.244.0.0/16');
  });
});

/** The words that a shell makes of a line. */
const wordsIn = async (line: string): Promise<string[]> =>
  (await execa('sh', ['-c', `printf '%s\\0' ${line}`])).stdout.split('\0').slice(0, -1);

test('the line for other nodes works there after a list without a net-conf, with the same options', async () => {
  const [first, second] = [await freshHost(), await freshHost('192.168.77.2')];
  const list = path.join(first.root, 'kube nodes.json');
  await writeFile(list, kubectl(NODES, 'net.example.com'));
  const given = ['--net-conf', netConf(), '--kube-annotation-prefix', 'net.example.com', '--no-ip-masq'];
  const join = ['join', '--peers', list, ...given, '--no-random-fully', '--cni-type', 'flannel', '--yes'];
  const printed = expectExit(await first.flannelctl([...join, '-o', 'json']), 0);
  const { next } = (JSON.parse(printed.stdout) as ChangesDocument).join ?? { next: '' };
  const [, ...args] = await wordsIn(next);
  expectExit(await second.flannelctl([...args, '--yes']), 0);
  expect(await second.sh('ip -br address show dev cni0')).toContain('10.244.2.1/24');
  expect(await peersOf(second)).toContain(mac('n1'));
  const options = async ({ root }: Host): Promise<unknown> => {
    const { options } = JSON.parse(await readFile(path.join(root, RECORD), 'utf8')) as NodeRecord;
    return { ...options, publicIP: undefined };
  };
  expect(await options(second)).toEqual(await options(first));
});

test('who gives the list by stdin can’t be asked there, which is said', async () => {
  const host = await alone();
  const { stderr } = expectExit(
    await host.flannelctl(['join', '--peers', '-'], { input: kubectl(NODES) }),
    64,
  );
  expect(stderr).toContain('cannot ask for confirmation: stdin is used for -');
  expect(stderr).toContain('--yes');
});
