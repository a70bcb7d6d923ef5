import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanNode } from '../../../src/leases/index.ts';
import { bundleFollower, type Follower, type FollowProgram, follow } from '../../support/follow/follower.ts';
import { bring, CONFS, changesWith, peer, setUpWith, writeList } from '../../support/follow/node.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit } from '../../support/host/node.ts';

let program: FollowProgram;
beforeAll(async () => {
  program = await bundleFollower();
});
afterAll(async () => program.remove());

const CONF = CONFS['vxlan'] as string;

const one = (number: number, guise?: Parameters<typeof peer>[2]): PlanNode => peer(CONF, number, guise);

/** A host with two peers, which is followed. */
async function followedHost(): Promise<{ readonly host: Host; readonly follower: Follower }> {
  const host = await freshHost();
  await setUpWith(host, CONF, [one(2), one(3)]);
  const follower = follow(host, program);
  expect((await follower.tell({ order: 'look' })).commands).toEqual([]);
  return { host, follower };
}

/** Why an update needs a comparison. */
async function refused(
  follower: Follower,
  put: readonly PlanNode[],
  removed: readonly string[] = [],
): Promise<string> {
  const update = { put, removed: removed as PlanNode['name'][] };
  return (await follower.tell({ order: 'update', update })).why ?? 'it was done';
}

const indexOf = async ({ sh }: Host, link: string): Promise<string> =>
  (await sh(`ip -o link show dev ${link}`)).split(':')[0] ?? '';

const VTEP = 'id 1 dstport 8472 dev eth0 local 192.168.77.1 nolearning';

describe('foreign objects', () => {
  it('in the way of one of three peers: the refused line is named, nothing is overwritten, a join names the conflict', async () => {
    const { host, follower } = await followedHost();
    await host.sh('ip route add 10.244.5.0/24 dev eth0 metric 0 proto static');
    const command = `ip route add 10.244.5.0/24 nhid ${0x46_00_00_05} protocol 140`;
    expect(await refused(follower, [one(4), one(5), one(6)])).toBe(
      `${command}: RTNETLINK answers: File exists`,
    );
    expect(await host.sh('ip route show 10.244.4.0/24')).not.toBe('');
    expect(await host.sh('ip route show 10.244.6.0/24')).toBe('');
    expect(await host.sh('ip route show 10.244.5.0/24')).toBe(
      '10.244.5.0/24 dev eth0 proto static scope link ',
    );
    const list = [2, 3, 4, 5, 6].map((number) => one(number));
    const file = await writeList(host, CONF, list);
    const compared = expectExit(
      await host.flannelctl(['diff', '--nodes', file, '--ignore-preflight-errors=Routes']),
      8,
    );
    expect(compared.stdout).toContain('! route 10.244.5.0/24 dev eth0: not created by flannelctl');
    await host.sh('ip route del 10.244.5.0/24');
    // What a part of the update left is repaired by a comparison, and followed from there.
    expectExit(await host.flannelctl(['join', '--nodes', file, '--yes']), 0);
    await follower.tell({ order: 'look' });
    await bring(follower, [], ['p5']);
    expect(
      await changesWith(
        host,
        CONF,
        list.filter(({ name }) => name !== 'p5'),
      ),
    ).toEqual([]);
  });

  it('in the place of ours are found before they are changed or deleted', async () => {
    const { host, follower } = await followedHost();
    const id = 0x46_00_00_03;
    await host.sh(`ip nexthop del id ${id}`);
    await host.sh(`ip nexthop add id ${id} via 192.168.77.9 dev eth0 protocol static`);
    const before = await host.sh('ip nexthop');
    expect(await refused(follower, [], ['p3'])).toMatch(/^(not as it was left|missing)/);
    expect(await host.sh('ip nexthop')).toBe(before);
  });

  it('that appear where ours was deleted are no reason to compare', async () => {
    const { host, follower } = await followedHost();
    await bring(follower, [], ['p3']);
    await host.sh('ip route add 10.244.3.0/24 dev eth0');
    await bring(follower, [one(4)]);
    expect(await changesWith(host, CONF, [one(2), one(4)])).toEqual([]);
    expect(await host.sh('ip route show 10.244.3.0/24')).toContain('dev eth0');
  });

  it.each([
    ['a neighbor', 'ip neigh del 10.244.3.0 dev flannel.1'],
    ['a route', 'ip route del 10.244.3.0/24'],
    ['a forwarding entry', 'bridge fdb del 0e:2a:0a:f4:03:01 dev flannel.1'],
  ])('took %s of ours: a comparison is needed before its peer is removed', async (_, command) => {
    const { host, follower } = await followedHost();
    await host.sh(command);
    expect(await refused(follower, [], ['p3'])).toMatch(/^missing: /);
    // Other peers are not concerned.
    await bring(follower, [one(4)]);
  });
});

describe('a link that is made again', () => {
  it('is noticed before a tool that knows its old index acts on the link that has it now', async () => {
    const { host, follower } = await followedHost();
    const index = await indexOf(host, 'flannel.1');
    await host.sh('ip link del flannel.1');
    await host.sh(`ip link add name flannel.1 type vxlan ${VTEP}`);
    await host.sh('ip link set flannel.1 up');
    // A link that comes from another namespace keeps its index, if that is free.
    await host.sh(`ip link add name other index ${index} type vxlan id 7 dstport 8473 dev eth0`);
    await host.sh('ip link set other up');
    expect(await indexOf(host, 'other')).toBe(index);
    expect(await refused(follower, [one(4)])).toBe('flannel.1 was deleted, or made again');
    expect(await host.sh('ip neigh show dev other nud permanent')).not.toContain('10.244.4.0');
    expect(await host.sh('bridge fdb show dev other')).not.toContain('0e:2a');
    expect(await host.sh('ip route show 10.244.4.0/24')).toBe('');
  });

  it('is known again after the tools are told to forget', async () => {
    const { host, follower } = await followedHost();
    await host.sh('ip link del flannel.1');
    expectExit(await host.flannelctl(['join', '--yes']), 0);
    await follower.tell({ order: 'forget' });
    await bring(follower, [one(4)]);
    expect(await changesWith(host, CONF, [one(2), one(3), one(4)])).toEqual([]);
  });

  it('is known again after it was noticed, and a link that is gone is no reason to end', async () => {
    const { host, follower } = await followedHost();
    await host.sh('ip link del flannel.1');
    expect(await refused(follower, [one(4)])).toBe('flannel.1 was deleted, or made again');
    expectExit(await host.flannelctl(['join', '--yes']), 0);
    await bring(follower, [one(4)]);
    expect(await changesWith(host, CONF, [one(2), one(3), one(4)])).toEqual([]);
  });
});

describe('a tool that ends well without having done it', () => {
  /** Words by which a follower finds a tool that leaves some lines out. */
  async function viaLiar(host: Host, tool: string, lines: string): Promise<string[]> {
    const folder = path.join(host.root, 'liar');
    await mkdir(folder);
    const real = process.env['PATH'] ?? '';
    const script = `#!/bin/sh\nPATH='${real}'\nsed -u '/^${lines}/d' | ${tool} "$@"\n`;
    await writeFile(path.join(folder, tool), script, { mode: 0o755 });
    return ['env', `PATH=${folder}:${real}`];
  }

  it.each([
    [
      'bridge',
      'fdb replace',
      [one(4)],
      [],
      'missing is: fdb 0e:2a:0a:f4:04:01 dev flannel.1 dst 192.168.77.4 self permanent',
    ],
    [
      'bridge',
      'fdb replace',
      [one(3, { ip: 33 })],
      [],
      'missing is: fdb 0e:2a:0a:f4:03:01 dev flannel.1 dst 192.168.77.33 self permanent',
    ],
    [
      'ip',
      'neigh replace',
      [one(4)],
      [],
      'missing is: neigh 10.244.4.0 lladdr 0e:2a:0a:f4:04:01 dev flannel.1 nud permanent',
    ],
    ['ip', 'route add', [one(4)], [], `missing is: route 10.244.4.0/24 nhid ${0x46_00_00_04}`],
    [
      'ip',
      'neigh del',
      [],
      ['p3'],
      'still there is: neigh 10.244.3.0 lladdr 0e:2a:0a:f4:03:01 dev flannel.1 nud permanent',
    ],
    [
      'bridge',
      'fdb del',
      [],
      ['p3'],
      'still there is: fdb 0e:2a:0a:f4:03:01 dev flannel.1 dst 192.168.77.3 self permanent',
    ],
  ])('%s without %s', async (tool, lines, put, removed, why) => {
    const host = await freshHost();
    await setUpWith(host, CONF, [one(2), one(3)]);
    const follower = follow(host, program, await viaLiar(host, tool, lines));
    await follower.tell({ order: 'look' });
    expect(await refused(follower, put, removed)).toBe(`the commands ended well, but ${why}`);
  });
});
