import { afterAll, beforeAll, expect, test } from 'vitest';
import { mapLimited } from '../../../src/lab/base/parallel.ts';
import { CLUSTERS, expected, type Seen, tryOut } from '../../support/lab/cluster.ts';
import { table } from '../../support/lab/table.ts';

/** Each waits for the kernel and for locks about half of its time. */
const LABS_AT_A_TIME = 4;

const TEN_MINUTES = 600_000;

const seen = new Map<string, Seen>();
const rows = CLUSTERS.map((cluster) => ({
  name: `${cluster.backend}, ${cluster.families}, ${cluster.rules}`,
  cluster,
}));
let seconds = 0;

beforeAll(async () => {
  const began = Date.now();
  await mapLimited(rows, LABS_AT_A_TIME, async ({ name, cluster }) => seen.set(name, await tryOut(cluster)));
  seconds = Math.round((Date.now() - began) / 1000);
}, TEN_MINUTES);

afterAll(() => {
  const lines = rows.flatMap(({ name, cluster }) => {
    const found = seen.get(name);
    return found === undefined ? [] : [{ ...cluster, seen: found }];
  });
  process.stdout.write(`${table(lines)}\n${lines.length} labs in ${seconds} s\n`);
});

test.each(rows)('a lab of 3 nodes is complete with $name', ({ name, cluster }) => {
  expect(seen.get(name)).toEqual(expected(cluster));
});
