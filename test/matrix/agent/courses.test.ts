import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { CONF, etcdIn, flannelMac, keyOf, recordsIn } from '../../support/agent/etcd-node.ts';
import { beginCourse, type Course, HAPPENINGS } from '../../support/agent/happenings.ts';
import { keptState } from '../../support/agent/keeping.ts';
import { type Host, makeHost } from '../../support/host/netns.ts';
import { changesOf, expectExit, lines } from '../../support/host/node.ts';
import type { Snapshot } from '../../support/host/snapshot.ts';
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

/** What differs from the store's list, which is written to a file. */
async function differences({ host, etcd }: Course, dump: string): Promise<readonly string[]> {
  await writeFile(dump, await etcd.ctl('get', '--prefix', '/coreos.com/network'));
  const own = (await recordsIn(etcd)).get(keyOf(1)) ?? 'none';
  if (!own.includes(`"${await flannelMac(host)}"`)) return [`the record of this node: ${own}`];
  return lines(await changesOf(host, 'diff', '--nodes', dump, '--net-conf', CONF));
}

/** Waits until the host is as the store's list says. @returns the file with that list */
async function untilAsListed(world: Course): Promise<string> {
  const dump = path.join(world.host.root, 'records.txt');
  const left = async () => differences(world, dump).catch((error: Error) => [error.message]);
  const wait = async () => expect.poll(left, { timeout: 90_000, interval: 300 }).toEqual([]);
  await wait().catch((cause: unknown) => {
    throw new Error(`the host does not become as listed; the agent says:\n${world.agent.said()}`, { cause });
  });
  return dump;
}

const LINK_LOCAL = /,?\{"family":"inet6","local":"fe80::[^}]*\}/g;

/** All of a host but link-local addresses: the kernel gives one to a link that comes up, and forgets it with others. */
async function comparable(host: Host): Promise<Snapshot> {
  const state = await keptState(host);
  const withoutLinkLocal = (all: readonly string[]): string[] =>
    all
      .map((line) => line.replaceAll(LINK_LOCAL, ''))
      .filter((line) => !line.includes('"dst":"fe80:'))
      .toSorted();
  return Object.fromEntries(Object.entries(state).map(([command, all]) => [command, withoutLinkLocal(all)]));
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
    const dump = await untilAsListed(world);
    world.agent.signal('SIGKILL');
    await world.agent.ended;
    await until('only the store runs', async () => (await pidsIn(host)).length === 1);
    const kept = await comparable(host);
    expectExit(await host.flannelctl(['reset', '--keep-lease', '--yes']), 0);
    const join = ['join', '--node', 'n1', '--nodes', dump, '--net-conf', CONF, '--ip-masq', '--yes'];
    expectExit(await host.flannelctl(join), 0);
    expect(kept).toEqual(await comparable(host));
  });
  await fc.assert(property, {
    seed: SEED,
    numRuns: RUNS,
    endOnFailure: true,
    ...(PATH && { path: PATH }),
  });
  if (PATH === undefined) expect(happened).toBe(RUNS * (NAMES.length + 5));
});
