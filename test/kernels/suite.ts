import { afterAll, beforeAll, describe, test } from 'vitest';
import { versions } from '../machines/facts.ts';
import { type Guest, guest } from '../machines/guest.ts';
import { releaseOf } from '../machines/releases.ts';
import { COURSES } from './course.ts';
import { makeHosts } from './hosts.ts';
import { MISSING, WITHHELD } from './missing.ts';
import { withhold } from './modules.ts';

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
      await makeHosts(machine);
    });
    afterAll(async () => machine?.close());

    test.for([...Object.entries(MISSING), ...COURSES])('%s', async ([, tryIt], { task }) => {
      task.meta.facts = facts;
      await tryIt(machine);
    });
  });
}
