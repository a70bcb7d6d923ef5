import { afterAll, beforeAll, expect, test } from 'vitest';
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
