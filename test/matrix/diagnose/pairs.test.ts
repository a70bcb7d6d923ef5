import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomFrom } from '../../fuzz/random.ts';
import { BROKEN, bench, isFixed, mending, TEN_MINUTES } from '../../support/diagnose/bench.ts';
import type { Fault } from '../../support/diagnose/fault.ts';
import { FILTER_FAULTS } from '../../support/diagnose/faults/firewall.ts';
import { KERNEL_FAULTS } from '../../support/diagnose/faults/kernel.ts';
import { OVERLAY_FAULTS } from '../../support/diagnose/faults/overlay.ts';
import { POD_FAULTS } from '../../support/diagnose/faults/pods.ts';

const PAIRS = 20;
const SEED = 13;

const FAULTS = [...OVERLAY_FAULTS, ...POD_FAULTS, ...KERNEL_FAULTS, ...FILTER_FAULTS].filter(
  ({ alone, member }) => !alone && member === undefined,
);

/** Two faults that different checks find. */
function pairsOf(count: number): (readonly [Fault, Fault])[] {
  const { pick } = randomFrom(SEED);
  const pairs: (readonly [Fault, Fault])[] = [];
  while (pairs.length < count) {
    const [one, other] = [pick(FAULTS), pick(FAULTS)];
    if (one && other && one.first !== other.first) pairs.push([one, other]);
  }
  return pairs;
}

const it = bench({ Network: '10.244.0.0/16', EnableNFTables: true, Backend: { Type: 'vxlan' } });
let named = 0;

beforeAll(async () => it.up(), TEN_MINUTES);

afterAll(async () => {
  process.stdout.write(`two faults at once: ${PAIRS} pairs, both named of ${named}\n`);
  await it.down();
}, TEN_MINUTES);

test.each(pairsOf(PAIRS).map(([one, other]) => ({ both: `${one.name} + ${other.name}`, one, other })))(
  '$both: both are named',
  { timeout: TEN_MINUTES },
  async ({ one, other }) => {
    const [found, after] = await it.diagnosed(
      BROKEN,
      [
        `{ ${one.broken}; ${other.broken}; } >/dev/null`,
        'flannelctl diagnose -o json; echo ,',
        // A change is refused for some faults, so that what diagnose --fix mends comes last.
        ...[one, other].toSorted((a, b) => Number(isFixed(a)) - Number(isFixed(b))).map(mending),
        'flannelctl diagnose -o json',
      ].join('\n'),
    );
    expect(found?.named).toEqual(expect.arrayContaining([one.first, other.first]));
    named++;
    expect(after?.named).toEqual([]);
  },
);
