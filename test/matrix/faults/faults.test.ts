import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WITH_IPTABLES, WITH_NFT } from '../../support/faults/scenario.ts';
import { table } from '../../support/faults/table.ts';
import type { Tally } from '../../support/faults/tally.ts';
import { makeFaultTools } from '../../support/faults/tools.ts';
import { walk } from '../../support/faults/walk.ts';

describe('where a tool fails, hangs, lies or does half of its work at one call', () => {
  let tallies: readonly Tally[] = [];

  beforeAll(async () => {
    const tools = await makeFaultTools();
    try {
      const walks = [
        walk(WITH_NFT, tools, { walkers: 3, noise: true }),
        walk(WITH_IPTABLES, tools, { walkers: 2, noise: false }),
      ];
      tallies = (await Promise.all(walks)).flat();
    } finally {
      await rm(tools, { recursive: true, force: true });
    }
  }, 1_800_000);

  afterAll(() => process.stdout.write(`${table(tallies)}\n`));

  test.each([...WITH_NFT, ...WITH_IPTABLES].map(({ name }) => name))(
    '%s ends as before or as desired, and says which',
    (name) => {
      const tally = tallies.find(({ command }) => command.name === name);
      expect(tally?.failures).toEqual([]);
      expect(tally?.todo).toEqual([]);
      const runs = Object.values(tally?.runs ?? {}).reduce((sum, count) => sum + count, 0);
      expect(runs - (tally?.missed ?? 0), 'faults that hit a call').toBeGreaterThan(2);
      expect(tally?.endings['as before'], 'faults that were rolled back').toBeGreaterThan(0);
    },
  );
});
