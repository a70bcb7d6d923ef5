import { test } from 'vitest';
import { CYCLES } from '../../support/kill/cycles.ts';
import { expectNone, TIMEOUT } from '../../support/kill/expect.ts';
import { lossesOf } from '../../support/kill/power.ts';

const CASES = [
  { ...CYCLES.iptables, first: 0 },
  { ...CYCLES.replacement, first: 1 },
] as const;

test.each(CASES)(
  '$name, and the power goes: comes back as before or as desired, and can be used',
  TIMEOUT,
  async ({ first, ...cycle }) => expectNone('power loss', cycle, await lossesOf(cycle, first)),
);
