import { describe, test } from 'vitest';
import { CELLS, course } from '../../machines/course.ts';
import { releaseOf } from '../../machines/releases.ts';
import { tree } from '../../machines/trees.ts';
import { userland } from '../../machines/userland.ts';

// The oldest tools that are supported differ most from those of the machine; the rest is in the suite beside this file.
const SAMPLE = ['vxlan, iptables-nft', 'dual stack, nft'];

describe('the userland of Debian 11', () => {
  test.for(CELLS.filter(({ name }) => SAMPLE.includes(name)))('$name', async (cell) => {
    const machine = await userland(await tree(releaseOf('bullseye')), cell.variant);
    try {
      await course(machine, cell);
    } finally {
      await machine.close();
    }
  });
});
