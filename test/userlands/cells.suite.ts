import { beforeAll, describe, test } from 'vitest';
import { CELLS, course } from '../machines/course.ts';
import { versions } from '../machines/facts.ts';
import { RELEASES } from '../machines/releases.ts';
import { tree } from '../machines/trees.ts';
import { userland } from '../machines/userland.ts';

// `$name` would put quotes around each name.
const named = <T extends { readonly name: string }>(all: readonly T[]) =>
  all.map((one) => [one.name, one] as const);

describe.for(named(RELEASES))('%s', ([, release]) => {
  let folder = '';
  beforeAll(async () => {
    folder = await tree(release);
  });

  test.concurrent.for(named(CELLS))('%s', async ([, cell], { task }) => {
    const machine = await userland(folder, cell.variant);
    try {
      task.meta.facts = await versions(machine);
      await course(machine, cell);
    } finally {
      await machine.close();
    }
  });
});
