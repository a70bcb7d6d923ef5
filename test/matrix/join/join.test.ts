import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import {
  changesOf,
  expectExit,
  initN1,
  lines,
  netConf,
  PEER2,
  PEER3,
  peerFlags,
  RECORD,
} from '../../support/host/node.ts';

interface Entry {
  readonly name: string;
  readonly publicIP: string;
  readonly subnet: string;
  readonly vtepMAC?: string;
}

const N1: Entry = { name: 'n1', publicIP: '192.168.77.1', subnet: '10.244.1.0/24' };
const N2: Entry = { name: 'n2', publicIP: '192.168.77.2', subnet: '10.244.2.0/24' };
const N3: Entry = { name: 'n3', publicIP: '192.168.77.3', subnet: '10.244.3.0/24' };
const N4: Entry = { name: 'n4', publicIP: '192.168.77.4', subnet: '10.244.4.0/24' };

/** Many nodes, n1 not among them. */
const many = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `m${i}`,
    publicIP: `192.168.${100 + Math.floor(i / 250)}.${1 + (i % 250)}`,
    subnet: `10.${Math.floor((i + 256) / 256)}.${(i + 256) % 256}.0/24`,
  }));

/** Writes a subnet plan, as a person would. */
async function planFile(host: Host, nodes: readonly Entry[], conf = netConf()): Promise<string> {
  const file = path.join(host.root, 'plan.json');
  await writeFile(file, JSON.stringify({ kind: 'SubnetPlan', netConf: JSON.parse(conf), nodes }));
  return file;
}

const flags = (plan: string): string[] => ['--plan', plan, '--node', 'n1', '--yes'];

/** What changes of n1, first set up with one plan, when it is given another. */
async function replan(before: readonly Entry[], after: readonly Entry[]): Promise<string[]> {
  const host = await freshHost();
  expectExit(await host.flannelctl(['join', ...flags(await planFile(host, before))]), 0);
  const found = await changesOf(host, 'join', ...flags(await planFile(host, after)));
  expect(found.result).toBe('applied');
  expect(Object.values(found.counts).reduce((sum, count) => sum + count)).toBe(found.changes.length);
  const { counts } = await changesOf(host, 'diff');
  expect(Object.values(counts)).toEqual([0, 0, 0, 0, 0, 0]);
  const record = JSON.parse(await readFile(path.join(host.root, RECORD), 'utf8')) as {
    plan: { nodes: Entry[] };
  };
  expect(record.plan.nodes.map(({ name }) => name).sort()).toEqual(after.map(({ name }) => name).sort());
  return lines(found);
}

const MAC2 = '0e:2a:0a:f4:02:01';

/** A changed list, and exactly what follows from it. */
const CHANGED: Readonly<Record<string, [Entry[], string[]]>> = {
  nothing: [[N1, N2, N3], []],
  'a peer that came': [
    [N1, N2, N3, N4],
    [
      'create neigh 10.244.4.0 lladdr 0e:2a:0a:f4:04:01 dev flannel.1 nud permanent',
      'create fdb 0e:2a:0a:f4:04:01 dev flannel.1 dst 192.168.77.4 self permanent',
      'create nexthop id 1174405124 via 10.244.4.0 dev flannel.1 onlink',
      'create route 10.244.4.0/24 nhid 1174405124',
    ],
  ],
  'a peer that left': [
    [N1, N3],
    [
      `delete neigh 10.244.2.0 lladdr ${MAC2} dev flannel.1 nud permanent`,
      `delete fdb ${MAC2} dev flannel.1 dst 192.168.77.2 self permanent`,
      'delete nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink',
      'delete route 10.244.2.0/24 nhid 1174405122',
    ],
  ],
  'a peer with another public IP': [
    [N1, { ...N2, publicIP: '192.168.77.22' }, N3],
    [`update fdb ${MAC2} dev flannel.1 dst 192.168.77.22 self permanent`],
  ],
  'a peer with another MAC': [
    [N1, { ...N2, vtepMAC: '0e:00:00:00:00:22' }, N3],
    [
      'create fdb 0e:00:00:00:00:22 dev flannel.1 dst 192.168.77.2 self permanent',
      `delete fdb ${MAC2} dev flannel.1 dst 192.168.77.2 self permanent`,
      'update neigh 10.244.2.0 lladdr 0e:00:00:00:00:22 dev flannel.1 nud permanent',
    ],
  ],
  'a peer with another subnet': [
    [N1, { ...N2, subnet: '10.244.20.0/24' }, N3],
    [
      'create fdb 0e:2a:0a:f4:14:01 dev flannel.1 dst 192.168.77.2 self permanent',
      'create neigh 10.244.20.0 lladdr 0e:2a:0a:f4:14:01 dev flannel.1 nud permanent',
      'create nexthop id 1174405140 via 10.244.20.0 dev flannel.1 onlink',
      'create route 10.244.20.0/24 nhid 1174405140',
      `delete fdb ${MAC2} dev flannel.1 dst 192.168.77.2 self permanent`,
      `delete neigh 10.244.2.0 lladdr ${MAC2} dev flannel.1 nud permanent`,
      'delete nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink',
      'delete route 10.244.2.0/24 nhid 1174405122',
    ],
  ],
  'two peers that swapped their subnets': [
    [N1, { ...N2, subnet: N3.subnet }, { ...N3, subnet: N2.subnet }],
    [
      'update fdb 0e:2a:0a:f4:02:01 dev flannel.1 dst 192.168.77.3 self permanent',
      'update fdb 0e:2a:0a:f4:03:01 dev flannel.1 dst 192.168.77.2 self permanent',
    ],
  ],
};

describe('join with a changed plan', () => {
  test.each(Object.entries(CHANGED))(
    'changes what follows from %s, and nothing else',
    async (_, [after, changes]) => {
      const found = changes.length === 0 ? replanned([N1, N2, N3], after) : replan([N1, N2, N3], after);
      expect((await found).toSorted()).toEqual(changes.toSorted());
    },
  );

  test('moves the node itself to another subnet', async () => {
    const found = await replan([N1, N2], [{ ...N1, subnet: '10.244.9.0/24' }, N2]);
    expect(found).toContain('create address 10.244.9.1/24 dev cni0');
    expect(found).toContain('delete address 10.244.1.1/24 dev cni0');
    expect(found).toContain(`create neigh 10.244.2.0 lladdr ${MAC2} dev flannel.1 nud permanent`);
  });

  test.each([
    ['VNI', { Backend: { Type: 'vxlan', VNI: 7 } }],
    ['port', { Backend: { Type: 'vxlan', Port: 4789 } }],
    ['MTU', { Backend: { Type: 'vxlan', MTU: 1400 } }],
    ['GBP', { Backend: { Type: 'vxlan', GBP: true } }],
    ['rule engine', { EnableNFTables: false }],
    ['network', { Network: '10.244.0.0/15' }],
  ])('follows a change of the %s', async (_, conf) => {
    const host = await freshHost();
    expectExit(await host.flannelctl(['join', ...flags(await planFile(host, [N1, N2, N3]))]), 0);
    const changed = await planFile(host, [N1, N3, N4], netConf(conf));
    expectExit(await host.flannelctl(['join', ...flags(changed)]), 0);
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });
});

/** As replan, where nothing is to change. */
async function replanned(before: readonly Entry[], after: readonly Entry[]): Promise<string[]> {
  const host = await freshHost();
  expectExit(await host.flannelctl(['join', ...flags(await planFile(host, before))]), 0);
  const found = await changesOf(host, 'join', ...flags(await planFile(host, after)));
  expect(found.result).toBe('unchanged');
  return lines(found);
}

describe('join with --peer', () => {
  test('adds that peer and keeps the others', async () => {
    const host = await freshHost();
    await initN1(host);
    const { counts, changes } = await changesOf(
      host,
      'join',
      ...peerFlags('n4=192.168.77.4,10.244.4.0/24'),
      '--yes',
    );
    expect(counts).toMatchObject({ create: 4, update: 0, delete: 0 });
    expect(new Set(changes.map(({ peer }) => peer))).toEqual(new Set(['n4']));
    expect((await changesOf(host, 'diff')).node?.peers).toBe(3);
  });

  test('puts a peer in the place of its namesake', async () => {
    const host = await freshHost();
    await initN1(host);
    const found = await changesOf(host, 'join', ...peerFlags('n2=192.168.77.22,10.244.2.0/24'), '--yes');
    expect(lines(found)).toEqual([`update fdb ${MAC2} dev flannel.1 dst 192.168.77.22 self permanent`]);
  });

  test('does not take the name of a peer for its own, unless it is at its address', async () => {
    const host = await freshHost('192.168.77.5');
    const args = ['join', '--net-conf', netConf(), ...peerFlags(PEER2, PEER3), '--node', 'n2', '--yes'];
    const { stderr } = expectExit(await host.flannelctl(args), 3);
    expect(stderr).toContain('n2');
    expect(stderr).toContain('192.168.77.2');
  });
});

describe('join with many peers', () => {
  test('folds 300 of them to one line, which -v unfolds', async () => {
    const host = await freshHost();
    const conf = netConf({ Network: '10.0.0.0/8', SubnetLen: 24 });
    const plan = await planFile(host, [N1, ...many(300)], conf);
    const args = ['join', '--plan', plan, '--node', 'n1'];
    const { stdout } = expectExit(await host.flannelctl([...args, '--yes']), 0);
    expect(stdout).toContain('    + 300 peers, 4 objects each (-v lists them)\n');
    expect(stdout.split('\n').length).toBeLessThan(30);
    const fewer = await planFile(host, [N1, ...many(290)], conf);
    const shown = await host.flannelctl(['diff', '--plan', fewer, '--node', 'n1']);
    expect(shown.stdout.match(/^ +- peer m29\d: /gm)).toHaveLength(10);
  });

  test('folds 300 of them that lost the same objects to one line, in diff and status', async () => {
    const host = await freshHost();
    const conf = netConf({ Network: '10.0.0.0/8', SubnetLen: 24 });
    const plan = await planFile(host, [N1, ...many(300)], conf);
    expectExit(await host.flannelctl(['join', '--plan', plan, '--node', 'n1', '--yes']), 0);
    await host.sh('ip link set flannel.1 down');
    const drift = expectExit(await host.flannelctl(['diff']), 0);
    expect(drift.stdout).toContain('900 to create, 1 to change');
    expect(drift.stdout.split('\n').length).toBeLessThan(30);
    const all = expectExit(await host.flannelctl(['diff', '-v']), 0);
    expect(all.stdout.match(/^ +\+ /gm)).toHaveLength(900);
    const status = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expect(status.stdout).not.toMatch(/^ +\+ nexthop/m);
    expectExit(await host.flannelctl(['join', '--yes']), 0);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
  });
});

test('a plan without this node is an error that names the nodes it has', async () => {
  const host = await freshHost();
  const plan = await planFile(host, [N2, N3]);
  const { stderr } = expectExit(await host.flannelctl(['join', ...flags(plan)]), 3);
  expect(stderr).toContain('node n1 is not in the plan');
  expect(stderr).toContain('n2, n3');
});
