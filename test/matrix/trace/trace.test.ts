import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TraceDocument } from '../../../src/generated/types.d.ts';
import { TRACE_FAULTS, type TraceFault } from '../../support/trace/faults.ts';
import { tryPairs, wrongOnes } from '../../support/trace/pairs.ts';
import { type TraceWorld, traceWorld } from '../../support/trace/world.ts';

const PAIRS = Number(process.env['FLANNELCTL_RUNS'] ?? 220);
const SEED = Number(process.env['FLANNELCTL_SEED'] ?? 17_996);
const TEN_MINUTES = 600_000;

/** Each waits for packets and processes most of the time. */
const WORLDS = 2;

let worlds: readonly TraceWorld[] = [];

beforeAll(async () => {
  worlds = await Promise.all(Array.from({ length: WORLDS }, traceWorld));
}, TEN_MINUTES);

afterAll(async () => Promise.all(worlds.map(async (world) => world.close())), TEN_MINUTES);

test(
  `the verdict of trace is what a real packet does (seed ${SEED})`,
  async () => {
    const began = Date.now();
    const tried = worlds.map(async (world, i) => tryPairs(world, Math.ceil(PAIRS / WORLDS), SEED + i));
    const outcomes = (await Promise.all(tried)).flat();
    const seconds = Math.round((Date.now() - began) / 1000);
    const answered = outcomes.filter(({ isAnswered }) => isAnswered).length;
    process.stdout.write(`${outcomes.length} pairs in ${seconds} s: ${answered} answered\n`);
    expect(wrongOnes(outcomes)).toEqual([]);
    expect(answered).toBeGreaterThan(outcomes.length / 5);
  },
  TEN_MINUTES,
);

/** Traces on n1 by what was gathered of both nodes. */
async function traceBoth(world: TraceWorld, from: string, to: string): Promise<TraceDocument> {
  const [n1, n2] = ['n1', 'n2'].map((node) => path.join(world.folder, `${node}.json`)) as [string, string];
  const { stdout } = await world.trace('n1', '--from', n2, '--from', n1, '-o', 'json', from, to);
  return JSON.parse(stdout) as TraceDocument;
}

/** Gathers again. */
async function gather(world: TraceWorld, node: string): Promise<void> {
  const file = path.join(world.folder, `${node}.json`);
  await rm(file, { force: true });
  await world.gather(node, file);
}

const GONE: TraceFault = { name: 'pod gone', break: ({ ports }) => `ip link del ${ports[0]}` };

/** Faults of n2, and the check that is named there. The last one can't be mended. */
const FAR_FAULTS: readonly (readonly (readonly [string, string])[])[] = [
  [
    ['no FDB entry', 'PeerFdb'],
    ['overlay link down', 'OverlayLink'],
  ],
  [
    ['forwarding off', 'Settings'],
    [GONE.name, 'Pods'],
  ],
];

async function namedFar(world: TraceWorld, name: string): Promise<object> {
  const [, n2] = world.nodes;
  const fault = [...TRACE_FAULTS, GONE].find((one) => one.name === name);
  if (fault === undefined) throw new Error(`no fault ${name}`);
  await world.breakNode(n2, fault);
  await gather(world, 'n2');
  const [pod = ''] = n2.podAddresses;
  const isAnswered = await world.ping('n1-p1', pod);
  await world.mend(n2, fault);
  const { request, reply } = await traceBoth(world, 'n1-p1', pod);
  const stop = [...request, ...reply].find(({ state }) => state === 'broken');
  return { name, isAnswered, node: stop?.node, check: stop?.check };
}

test(
  'by the bundles of both nodes a path is read to its end, and a fault of the far node is named there',
  async () => {
    const found = worlds.map(async (world, i) => {
      await Promise.all([gather(world, 'n1'), gather(world, 'n2')]);
      const healthy = await traceBoth(world, 'n1-p1', 'n2-p1');
      expect(healthy).toMatchObject({ node: 'n1', farNode: 'n2', verdict: 'delivered' });
      expect(await traceBoth(world, 'n2-p2', 'n1')).toMatchObject({ node: 'n2', verdict: 'delivered' });
      const named: object[] = [];
      for (const [name] of FAR_FAULTS[i] ?? []) named.push(await namedFar(world, name));
      return named;
    });
    expect((await Promise.all(found)).flat()).toEqual(
      FAR_FAULTS.flat().map(([name, check]) => ({ name, isAnswered: false, node: 'n2', check })),
    );
  },
  TEN_MINUTES,
);
