import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import {
  changesOf,
  ENGINES,
  expectExit,
  initN1,
  netConf,
  PEER2,
  PEER3,
  peerFlags,
  RECORD,
  SUBNET_ENV,
} from '../../support/host/node.ts';
import { snapshot } from '../../support/host/snapshot.ts';
import { sample } from '../../support/sample.ts';

const write = async ({ root }: Host, file: string, content: string): Promise<void> => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), content);
};

/** What a host may already have before init. */
const BEFORE: Readonly<Record<string, (host: Host) => Promise<unknown>>> = {
  nothing: async () => {},
  'a CNI folder with a conf of another program': async (host) =>
    write(host, 'etc/cni/net.d/90-other.conf', '{}'),
  'forwarding on': async ({ sh }) => sh('sysctl -q -w net.ipv4.ip_forward=1'),
  'forwarding on for one link, and no redirects': async ({ sh }) =>
    sh('sysctl -q -w net.ipv4.conf.eth0.forwarding=1 net.ipv4.conf.all.accept_redirects=0'),
  'a router advertised default': async ({ sh }) => sh('sysctl -q -w net.ipv6.conf.default.accept_ra=2'),
};

/** With each engine every other one: between them all. */
const rows = ENGINES.flatMap(([engine, conf]) =>
  Object.entries(BEFORE).map(([what, make]) => [engine, what, conf, make] as const),
);

describe('reset', () => {
  test.each(sample(rows, 2))(
    'with %s and %s before, leaves the host byte for byte as it was',
    async (_, __, conf, make) => {
      const host = await freshHost();
      await make(host);
      const before = await snapshot(host);
      await initN1(host, conf);
      expect(await snapshot(host)).not.toEqual(before);
      const { stdout } = expectExit(await host.flannelctl(['reset', '--yes']), 0);
      expect(stdout).toContain('nothing created by flannelctl remains');
      expect(stdout).not.toContain('left: ');
      expect(await snapshot(host)).toEqual(before);
    },
  );

  test('also takes away what later joins have built', async () => {
    const host = await freshHost();
    const before = await snapshot(host);
    await initN1(host, netConf());
    const other = netConf({ EnableNFTables: false, Backend: { Type: 'vxlan', VNI: 7, Port: 4789 } });
    expectExit(await host.flannelctl(['join', '--net-conf', other, '--cni-type', 'flannel', '--yes']), 0);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await snapshot(host)).toEqual(before);
  });

  test('with --dry-run says what it would do and does nothing', async () => {
    const host = await freshHost();
    await initN1(host);
    const before = await snapshot(host);
    const { result, counts } = await changesOf(host, 'reset', '--dry-run');
    expect(result).toBe('planned');
    expect(counts).toMatchObject({ create: 0, update: 1, delete: 21 });
    expect(await snapshot(host)).toEqual(before);
  });

  test('run again finds nothing to do', async () => {
    const host = await freshHost();
    await initN1(host);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    const { stdout } = expectExit(await host.flannelctl(['reset']), 0);
    expect(stdout).toContain('Nothing created by flannelctl is on this host');
  });

  test('can be followed by init', async () => {
    const host = await freshHost();
    await initN1(host);
    const built = await changesOf(host, 'diff');
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    await initN1(host);
    expect(await changesOf(host, 'diff')).toEqual(built);
  });

  test('needs no uplink, no route and no valid address', async () => {
    const host = await freshHost();
    await initN1(host);
    await host.sh('ip link set eth0 down');
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await host.sh('ip -br link')).not.toMatch(/flannel|cni0/);
  });

  test('without the record still takes away what bears our marks in the kernel', async () => {
    const host = await freshHost();
    await initN1(host);
    await rm(path.join(host.root, RECORD));
    const { stdout, stderr } = expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(stdout).toContain('- link flannel.1');
    expect(stderr).toMatch(/^warning: .*\((cni0, flannel\.1|flannel\.1, cni0)\).* no record of this node: /);
    expect(stderr).toContain(`${path.join(host.root, RECORD)} is missing`);
    expect(stderr).toContain('Is --root right?');
    expect(stdout).toContain("nothing recorded as flannelctl's remains");
    const [links, routes, nexthops, rules] = await Promise.all(
      ['ip -br link', 'ip route', 'ip nexthop', 'nft list ruleset'].map(async (command) => host.sh(command)),
    );
    expect(`${links}${rules}`).not.toMatch(/flannel|cni0/);
    expect(`${routes}${nexthops}`).not.toMatch(/10\.244|proto 140/);
  });
});

/** What happened between init and reset, and the line that says what is left. */
const LEFT: Readonly<Record<string, [(host: Host) => Promise<unknown>, string]>> = {
  'a setting that somebody changed': [
    async ({ sh }) => sh('sysctl -q -w net.ipv4.ip_forward=0'),
    'sysctl net/ipv4/ip_forward = 0: somebody changed it from our 1; it was 0 before',
  ],
  'a file that somebody changed': [
    async (host) => write(host, SUBNET_ENV, 'FLANNEL_MTU=1\n'),
    'file /run/flannel/subnet.env: it is not as flannelctl wrote it',
  ],
  'a folder that somebody put something into': [
    async (host) => write(host, 'run/flannel/foreign', ''),
    'directory /run/flannel: others have something in it',
  ],
};

describe('reset leaves, and lists', () => {
  test.each(Object.entries(LEFT))('%s', async (_, [happen, line]) => {
    const host = await freshHost();
    await initN1(host);
    await happen(host);
    const { left, result } = await changesOf(host, 'reset', '--yes');
    expect(result).toBe('applied');
    expect(left).toContain(line);
    expect(await readdir(path.join(host.root, 'etc')).catch(() => [])).toEqual([]);
    expect((await snapshot(host)).files).not.toContain(RECORD);
  });

  test('the text of a changed file and the folders above it', async () => {
    const host = await freshHost();
    await initN1(host);
    await write(host, SUBNET_ENV, 'FLANNEL_MTU=1\n');
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    const files = (await snapshot(host)).files?.map((line) => line.split(' ')[0] ?? '');
    expect(files?.filter((file) => !/^opt\b/.test(file))).toEqual(['run', 'run/flannel', SUBNET_ENV]);
  });

  test('an iptables chain that somebody has put a rule into, and the rule', async () => {
    const host = await freshHost();
    await initN1(host, ENGINES[1][1]);
    await host.sh('iptables -t nat -A POSTROUTING -s 172.17.0.0/16 -j MASQUERADE');
    const { left } = await changesOf(host, 'reset', '--yes');
    const rules = await host.sh('iptables-save');
    expect(rules.match(/^-.*/gm)).toEqual(['-A POSTROUTING -s 172.17.0.0/16 -j MASQUERADE']);
    expect(rules).not.toContain('filter');
    expect(left?.join('\n')).toContain('ip nat POSTROUTING');
  });

  test.each([
    [
      'jumps to our chain a second time',
      'iptables -A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
    ],
    ['jumps to our chain in another way', 'iptables -I FORWARD -i eth9 -j FLANNEL-FWD'],
    ['jumps to our chain from a chain of its own', 'iptables -A OTHER -j FLANNEL-FWD'],
  ])('no rule that %s', async (_, rule) => {
    const host = await freshHost();
    await initN1(host, ENGINES[1][1]);
    await host.sh('iptables -N OTHER');
    await host.sh(rule);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await host.sh('iptables-save')).not.toContain('FLANNEL');
  });

  test('peers flags are not part of reset', async () => {
    const host = await freshHost();
    expectExit(await host.flannelctl(['reset', ...peerFlags(PEER2, PEER3)]), 64);
  });
});
