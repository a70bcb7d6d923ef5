import { test } from 'vitest';
import { CYCLES } from './cycles.ts';
import { expectNone, TIMEOUT } from './expect.ts';
import { lossesOf } from './power.ts';

const CASES = [
  { ...CYCLES.iptables, first: 0 },
  { ...CYCLES.replacement, first: 1 },
] as const;

test.each(CASES)(
  '$name, and the power goes: comes back as before or as desired, and can be used',
  TIMEOUT,
  async ({ first, ...cycle }) => expectNone('power loss', cycle, await lossesOf(cycle, first)),
);
