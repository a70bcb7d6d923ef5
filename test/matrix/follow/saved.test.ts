import { readdir, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFollower, type Follower, type FollowProgram, follow } from '../../support/follow/follower.ts';
import { bring, CONFS, changesWith, peer, setUpWith, writeList } from '../../support/follow/node.ts';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { changesOf, expectExit, lines, RECORD, readIn } from '../../support/host/node.ts';

let program: FollowProgram;
beforeAll(async () => {
  program = await bundleFollower();
});
afterAll(async () => program.remove());

const CONF = CONFS['vxlan'] as string;

const [two, three, four] = [peer(CONF, 2), peer(CONF, 3), peer(CONF, 4)];

/** A host whose follower has let n3 go and n4 come. */
async function changedHost(): Promise<{ readonly host: Host; readonly follower: Follower }> {
  const host = await freshHost();
  await setUpWith(host, CONF, [two, three]);
  const follower = follow(host, program);
  await follower.tell({ order: 'look' });
  await bring(follower, [four], ['p3']);
  return { host, follower };
}

/** The tools that a follower started in a host's namespace, with their sessions. */
async function toolsIn({ netns }: Host): Promise<{ readonly pid: string; readonly session: string }[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (pid) => {
      const [environ, args, status] = await Promise.all(
        ['environ', 'cmdline', 'stat'].map(async (file) =>
          readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''),
        ),
      );
      const isOne = environ?.includes('FLANNELCTL_TRANSACTION=followed\0') && args?.includes('-batch');
      return isOne ? [{ pid, session: status?.split(') ')[1]?.split(' ')[3] ?? '' }] : [];
    }),
  );
  const here = await inodeOf(`/run/netns/${netns}`);
  const inodes = await Promise.all(found.flat().map(async ({ pid }) => inodeOf(`/proc/${pid}/ns/net`)));
  return found.flat().filter((_, i) => inodes[i] === here);
}

/** What tells one namespace from another. */
const inodeOf = async (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ ino }) => ino,
    () => undefined,
  );

describe('peers that were followed', () => {
  it('and saved are the node’s: other commands work with them', async () => {
    const { host, follower } = await changedHost();
    expect(await follower.tell({ order: 'save' })).not.toHaveProperty('error');
    expect(lines(await changesOf(host, 'diff'))).toEqual([]);
    expect(await changesWith(host, CONF, [two, four])).toEqual([]);
    const record = await readIn(host, RECORD);
    expectExit(
      await host.flannelctl(['join', '--nodes', await writeList(host, CONF, [two, four]), '--yes']),
      0,
    );
    expect(await readIn(host, RECORD)).toBe(record);
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await host.sh('ip route show proto 140')).toBe('');
  });

  it('are saved again and again', async () => {
    const { host, follower } = await changedHost();
    await follower.tell({ order: 'save' });
    await bring(follower, [three]);
    expect(await follower.tell({ order: 'save' })).not.toHaveProperty('error');
    expect(lines(await changesOf(host, 'diff'))).toEqual([]);
  });

  it('are not saved over what another command saved in between', async () => {
    const { host, follower } = await changedHost();
    expectExit(await host.flannelctl(['join', '--nodes', await writeList(host, CONF, [two]), '--yes']), 0);
    const record = await readIn(host, RECORD);
    expect((await follower.tell({ order: 'save' })).error).toContain('another command has changed');
    expect(await readIn(host, RECORD)).toBe(record);
  });

  it('outlive a kill before they are saved: each list is one diff away, and the same peers are there', async () => {
    const { host, follower } = await changedHost();
    await follower.end('killed');
    expect(lines(await changesOf(host, 'diff'))).toEqual([
      'create neigh 10.244.3.0 lladdr 0e:2a:0a:f4:03:01 dev flannel.1 nud permanent',
      'create fdb 0e:2a:0a:f4:03:01 dev flannel.1 dst 192.168.77.3 self permanent',
      `create nexthop id ${0x46_00_00_03} via 10.244.3.0 dev flannel.1 onlink`,
      `create route 10.244.3.0/24 nhid ${0x46_00_00_03}`,
      'delete neigh 10.244.4.0 lladdr 0e:2a:0a:f4:04:01 dev flannel.1 nud permanent',
      'delete fdb 0e:2a:0a:f4:04:01 dev flannel.1 dst 192.168.77.4 self permanent',
      `delete nexthop id ${0x46_00_00_04} via 10.244.4.0 dev flannel.1 onlink`,
      `delete route 10.244.4.0/24 nhid ${0x46_00_00_04}`,
    ]);
    expectExit(
      await host.flannelctl(['join', '--nodes', await writeList(host, CONF, [two, four]), '--yes']),
      0,
    );
    expect(lines(await changesOf(host, 'diff'))).toEqual([]);
  });

  it('and were not saved before a kill are taken away by a reset', async () => {
    const { host, follower } = await changedHost();
    await follower.end('killed');
    expectExit(await host.flannelctl(['reset', '--yes']), 0);
    expect(await host.sh('ip route show proto 140')).toBe('');
    expect(await host.sh('ip nexthop')).toBe('');
    expect(await host.sh('ip -br link show type vxlan')).toBe('');
  });
});

describe('the tools of a follower', () => {
  it('are marked, in sessions of their own, and end with it even if it is killed', async () => {
    const { host, follower } = await changedHost();
    const tools = await toolsIn(host);
    expect(tools).toHaveLength(4);
    for (const { pid, session } of tools) expect(session).toBe(pid);
    await follower.end('killed');
    for (let tries = 0; (await toolsIn(host)).length > 0 && tries < 100; tries += 1) await sleep(50);
    expect(await toolsIn(host)).toEqual([]);
  });

  it('are others after they have done much, beside which no change waits or fails', async () => {
    const { host, follower } = await changedHost();
    const before = (await toolsIn(host)).map(({ pid }) => pid);
    for (let turn = 0; turn < 12; turn += 1) {
      const hundred = Array.from({ length: 100 }, (_, i) => peer(CONF, 100 + i));
      await bring(follower, hundred);
      await bring(
        follower,
        [],
        hundred.map(({ name }) => name),
      );
    }
    const after = (await toolsIn(host)).map(({ pid }) => pid);
    expect(after.some((pid) => before.includes(pid))).toBe(false);
    expect(await changesWith(host, CONF, [two, four])).toEqual([]);
  });
});
