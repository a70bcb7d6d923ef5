import { existsSync, readFileSync } from 'node:fs';
import { BaseSequencer } from 'vitest/node';
import config from '../../test/vitest.config.ts';

/** How long each file took without a mutant, in milliseconds. */
const durations = existsSync('durations.json') ? JSON.parse(readFileSync('durations.json', 'utf8')) : {};

/** The quickest file first: most mutants are killed by one of these. */
class QuickestFirst extends BaseSequencer {
  async sort(files) {
    const duration = ({ moduleId }) => durations[moduleId] ?? 0;
    return files.toSorted((a, b) => duration(a) - duration(b));
  }
}

export default {
  ...config,
  test: {
    ...config.test,
    // A test that waits for what never comes waits in vain.
    testTimeout: 100_000,
    sequence: { sequencer: QuickestFirst },
    // What a mutant does not touch is transformed once.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'module-cache' },
  },
};
