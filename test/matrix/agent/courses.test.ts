import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { CONF, etcdIn } from '../../support/agent/etcd-node.ts';
import { beginCourse, type Course, HAPPENINGS } from '../../support/agent/happenings.ts';
import { keptState } from '../../support/agent/keeping.ts';
import { makeHost } from '../../support/host/netns.ts';
import { changesOf, expectExit, lines } from '../../support/host/node.ts';
import { EVERY_MOMENT } from '../../support/sample.ts';
import { pidsIn, until } from '../../support/transactions/running.ts';

const SEED = Number(process.env['FLANNELCTL_SEED'] ?? 40_211);
const RUNS = Number(process.env['FLANNELCTL_RUNS'] ?? (EVERY_MOMENT ? 30 : 3));

const PATH = process.env['FLANNELCTL_PATH'];

const NAMES = Object.keys(HAPPENINGS);

/** Each thing once, and some more often, in any order; with the number of a peer, and how long nothing else happens then. */
const course = fc
  .shuffledSubarray([...NAMES, 'put', 'put', 'put', 'delete', 'the agent is killed'], {
    minLength: NAMES.length + 5,
  })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.tuple(fc.constant(name), fc.integer({ min: 2, max: 6 }), fc.constantFrom(0, 20, 300)),
      ),
    ),
  );

/** Waits until the host is as the store's list says. @returns the file with that list */
async function untilAsListed({ host, etcd }: Course): Promise<string> {
  const dump = path.join(host.root, 'records.txt');
  const left = async (): Promise<string[]> => {
    await writeFile(dump, await etcd.ctl('get', '--prefix', '/coreos.com/network'));
    return changesOf(host, 'diff', '--nodes', dump, '--net-conf', CONF).then(lines, () => ['not set up yet']);
  };
  await expect.poll(left, { timeout: 90_000, interval: 300 }).toEqual([]);
  return dump;
}

test(`after any course of a store, a host and an agent the host is as a new join makes it of the store’s list (seed ${SEED})`, async () => {
  let happened = 0;
  const property = fc.asyncProperty(course, async (happenings) => {
    const host = await makeHost();
    onTestFinished(host.remove);
    const [etcd] = await etcdIn(host);
    const world = await beginCourse(host, etcd);
    for (const [name, n, pause] of happenings) {
      await HAPPENINGS[name]?.(world, n);
      await sleep(pause);
      happened += 1;
    }
    const dump = await untilAsListed(world).catch(async (e) => {
      console.log(happenings.map((h) => h.join(' ')).join('\n'));
      console.log(world.agent.said());
      console.log(await host.sh('ip -br a'));
      console.log((await host.flannelctl(['status', '--no-probe'])).stdout);
      console.log((await host.flannelctl(['diff'])).stdout);
      throw e;
    });
    world.agent.signal('SIGKILL');
    await world.agent.ended;
    await until('only the store runs', async () => (await pidsIn(host)).length === 1);
    const kept = await keptState(host);
    expectExit(await host.flannelctl(['reset', '--keep-lease', '--yes']), 0);
    const join = ['join', '--node', 'n1', '--nodes', dump, '--net-conf', CONF, '--ip-masq', '--yes'];
    expectExit(await host.flannelctl(join), 0);
    expect(kept).toEqual(await keptState(host));
  });
  await fc.assert(property, {
    seed: SEED,
    numRuns: RUNS,
    endOnFailure: true,
    ...(PATH && { path: PATH }),
  });
  expect(happened).toBe(RUNS * (NAMES.length + 5));
});
