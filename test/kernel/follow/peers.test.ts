import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PlanNode } from '../../../src/leases/index.ts';
import { bundleFollower, type FollowProgram, follow } from '../../support/follow/follower.ts';
import { bring, CONFS, changesWith, makeDualHost, peer, setUpWith } from '../../support/follow/node.ts';
import type { Host } from '../../support/host/netns.ts';

let program: FollowProgram;
beforeAll(async () => {
  program = await bundleFollower();
});
afterAll(async () => program.remove());

async function dualHost(): Promise<Host> {
  const host = await makeDualHost();
  onTestFinished(host.remove);
  return host;
}

const MAC = '02:00:00:00:00:99';

describe.each(Object.entries(CONFS))('peers that are followed, %s', (_, conf) => {
  const one = (...given: [number, Parameters<typeof peer>[2]?]): PlanNode => peer(conf, ...given);

  it('come, get another MAC, public IP and subnet, and go, as a fresh join would have it; then at random', async () => {
    const host = await dualHost();
    await setUpWith(host, conf, [one(2), one(3)]);
    const follower = follow(host, program);
    expect((await follower.tell({ order: 'look' })).commands).toEqual([]);
    const [second, third, fourth] = [one(2, { isFar: true }), one(3, { at: 33 }), one(4, { ip: 40 })];
    const as = async (...list: PlanNode[]): Promise<void> =>
      expect(await changesWith(host, conf, list)).toEqual([]);
    await bring(follower, [one(4)]);
    await bring(follower, [one(3, { mac: MAC })]);
    await bring(follower, [fourth]);
    await as(one(2), one(3, { mac: MAC }), fourth);
    await bring(follower, [second]);
    await bring(follower, [third]);
    await as(second, third, fourth);
    // Two swap their subnets; then another peer takes the place of one.
    await bring(follower, [one(3, { at: 4 }), one(4, { at: 33 })]);
    await bring(follower, [one(5, { at: 4 })], ['p3']);
    await as(second, one(4, { at: 33 }), one(5, { at: 4 }));
    await bring(follower, [], ['p2', 'p4', 'p5']);
    await as();
    // From here on at random.
    const guise = fc.record({
      ip: fc.integer({ min: 50, max: 90 }),
      isFar: fc.boolean(),
      hasMac: fc.boolean(),
    });
    const list = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), guise), {
        selector: ([number]) => number,
      })
      .map((all) => {
        const taken = new Set<string | number>();
        const isFree = (key: string | number): boolean => !taken.has(key) && Boolean(taken.add(key));
        return all
          .filter(([, at, { ip }]) => isFree(`at ${at}`) && isFree(ip))
          .map(([number, at, { ip, isFar, hasMac }]) =>
            one(number, { at, ip, isFar, ...(hasMac ? { mac: `02:00:00:00:01:0${number}` } : {}) }),
          );
      });
    let before: readonly PlanNode[] = [];
    for (const after of fc.sample(list, { seed: 7, numRuns: 12 })) {
      const names = new Set(after.map(({ name }) => name));
      await bring(
        follower,
        after,
        before.map(({ name }) => name).filter((name) => !names.has(name)),
      );
      before = after;
    }
    await as(...before);
  });
});

it('peers by plain routes, where the kernel has no nexthop objects', async () => {
  const host = await dualHost();
  const conf = CONFS['both families'] as string;
  await setUpWith(host, conf, []);
  const follower = follow(host, program);
  await follower.tell({ order: 'look', nexthops: false });
  const ours = async (): Promise<string[]> =>
    (await host.sh('ip route show proto 140'))
      .split('\n')
      .concat((await host.sh('ip -6 route show proto 140')).split('\n'))
      .filter(Boolean)
      .map((line) => line.replaceAll(/ metric \d+| pref medium/g, '').trim());
  await bring(follower, [peer(conf, 2), peer(conf, 3)]);
  expect(await ours()).toEqual([
    '10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
    '10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink',
    'fd00:10:244:2::/64 via fd00:10:244:2:: dev flannel-v6.1 onlink',
    'fd00:10:244:3::/64 via fd00:10:244:3:: dev flannel-v6.1 onlink',
  ]);
  expect(await host.sh('ip nexthop')).toBe('');
  await bring(follower, [], ['p2', 'p3']);
  expect(await ours()).toEqual([]);
});

it('one of 1,000 peers is changed by its own commands, and 100 come and go at once', async () => {
  const host = await dualHost();
  const conf = JSON.stringify({ Network: '10.0.0.0/8', SubnetLen: 24, Backend: { Type: 'vxlan' } });
  const at = (number: number, far = 0): PlanNode => {
    const low = `${number >> 8}.${number & 255}`;
    return {
      name: `p${number}`,
      ipv4: { publicIP: `172.${20 + far}.${low}`, subnet: `10.${low}.0/24` },
    } as PlanNode;
  };
  const peers = Array.from({ length: 1000 }, (_, i) => at(i + 300));
  const own = { ...peer(CONFS['vxlan'] as string, 1) };
  expect(own.name).toBe('p1');
  await setUpWith(host, conf, peers);
  const follower = follow(host, program);
  expect((await follower.tell({ order: 'look' })).commands).toEqual([]);
  expect(await bring(follower, [at(700, 1)])).toEqual(['update fdb flannel.1 0e:2a:0a:02:bc:01']);
  const hundred = Array.from({ length: 100 }, (_, i) => at(i + 2000));
  expect(await bring(follower, hundred)).toHaveLength(400);
  const others = peers.filter(({ name }) => name !== 'p700');
  expect(await changesWith(host, conf, [...others, at(700, 1), ...hundred])).toEqual([]);
  expect(
    await bring(
      follower,
      [],
      hundred.map(({ name }) => name),
    ),
  ).toHaveLength(400);
  expect(await changesWith(host, conf, [...others, at(700, 1)])).toEqual([]);
});
