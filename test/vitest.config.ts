import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './support/closing-line.ts';
import { NotRun } from './support/not-run.ts';

/** A project is a folder of tests; a file is a process of its own where nothing else is said. */
const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`${name}/**/*.test.ts`], ...options },
});

export default defineConfig({
  test: {
    root: import.meta.dirname,
    // A golden file that is missing is a failure; `-u` writes it.
    update: 'none',
    projects: [
      // Nothing but memory and files of its own: the modules are loaded once.
      project('unit', { isolate: false }),
      project('kernel'),
      project('e2e'),
      project('matrix'),
      // Last, one file at a time: until then kube-apiserver is built, where it is not there.
      project('apiserver', {
        globalSetup: path.join(import.meta.dirname, 'support/apiserver/set-up.ts'),
        fileParallelism: false,
        sequence: { groupOrder: 1 },
      }),
    ],
    // The work is done in other processes, and much of it is waiting.
    maxWorkers: os.availableParallelism() + 1,
    // Where much else runs on the machine, a test takes many times what it takes alone.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ['default', new NotRun(), new ClosingLine()],
  },
});
