import { beforeAll, describe, test } from 'vitest';
import { CELLS, course } from '../machines/course.ts';
import { versions } from '../machines/facts.ts';
import { RELEASES } from '../machines/releases.ts';
import { tree } from '../machines/trees.ts';
import { userland } from '../machines/userland.ts';

describe.for(RELEASES)('$name', (release) => {
  let folder = '';
  beforeAll(async () => {
    folder = await tree(release);
  });

  test.concurrent.for(CELLS)('$name', async (cell, { task }) => {
    const machine = await userland(folder, cell.variant);
    try {
      task.meta.facts = await versions(machine);
      await course(machine, cell);
    } finally {
      await machine.close();
    }
  });
});
