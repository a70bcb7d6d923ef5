import { describe, expect, test } from 'vitest';
import { CYCLES } from './cycles.ts';
import { TIMEOUT } from './expect.ts';
import { lossesOf } from './power.ts';

describe.each([CYCLES.iptables, CYCLES.replacement])('$name, and the power goes', (cycle) => {
  test('comes back as before or as desired, and can be used', TIMEOUT, async () => {
    const { runs, failures } = await lossesOf(cycle, 16);
    process.stdout.write(
      `power loss: ${cycle.name}, rollback and recover --forward: ${runs} runs, ${failures.length} failures\n`,
    );
    expect(failures).toEqual([]);
  });
});
