import { afterAll, beforeAll, describe, test } from 'vitest';
import { CELLS, shortCourse } from '../machines/course.ts';
import { versions } from '../machines/facts.ts';
import { type Guest, guest } from '../machines/guest.ts';
import { releaseOf } from '../machines/releases.ts';
import { MISSING, makeHost, WITHHELD } from './missing.ts';
import { withhold } from './modules.ts';

const TRIED = ['vxlan, nft', 'vxlan, iptables-nft'];

/** What is tried on the kernel of a release, with its userland: first with modules missing, then with all. */
export function kernelSuite(suite: string): void {
  const release = releaseOf(suite);
  describe(release.name, () => {
    let machine: Guest;
    let facts: Record<string, string> = {};
    beforeAll(async () => {
      machine = await guest(release);
      facts = { kernel: machine.version, ...(await versions(machine)) };
      await withhold(machine, ...WITHHELD);
      await makeHost(machine);
    });
    afterAll(async () => machine?.close());

    test.for(Object.entries(MISSING))('%s', async ([, tryIt], { task }) => {
      task.meta.facts = facts;
      await tryIt(machine);
    });
    test.for(CELLS.filter(({ name }) => TRIED.includes(name)))('$name', async (cell) => {
      // What a failed row left would be in the way of the next.
      await machine.sh(
        'flannelctl lab down; ip netns del host 2> /dev/null || true; ip link del far 2> /dev/null || true',
      );
      await shortCourse(machine, cell);
    });
  });
}
