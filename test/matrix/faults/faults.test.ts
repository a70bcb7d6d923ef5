import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Book } from '../../support/faults/book.ts';
import { WITH_IPTABLES, WITH_NFT } from '../../support/faults/journey.ts';
import { table } from '../../support/faults/table.ts';
import { makeFaultTools } from '../../support/faults/tools.ts';
import { walk } from '../../support/faults/walk.ts';

describe('where a tool fails, hangs, lies or does half of its work at one call', () => {
  let books: readonly Book[] = [];

  beforeAll(async () => {
    const tools = await makeFaultTools();
    try {
      const walks = [
        walk(WITH_NFT, tools, { walkers: 3, noise: true }),
        walk(WITH_IPTABLES, tools, { walkers: 2, noise: false }),
      ];
      books = (await Promise.all(walks)).flat();
    } finally {
      await rm(tools, { recursive: true, force: true });
    }
  }, 1_800_000);

  afterAll(() => process.stdout.write(`${table(books)}\n`));

  test.each([...WITH_NFT, ...WITH_IPTABLES].map(({ name }) => name))(
    '%s ends as before or as desired, and says which',
    (name) => {
      const book = books.find(({ leg }) => leg.name === name);
      expect(book?.failures).toEqual([]);
      expect(book?.todo).toEqual([]);
      const runs = Object.values(book?.runs ?? {}).reduce((sum, count) => sum + count, 0);
      expect(runs - (book?.missed ?? 0), 'faults that hit a call').toBeGreaterThan(2);
      expect(book?.endings['as before'], 'faults that were rolled back').toBeGreaterThan(0);
    },
  );
});
