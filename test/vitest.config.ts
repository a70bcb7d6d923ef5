import os from 'node:os';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './support/closing-line.ts';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    // The work is done in other processes, and much of it is waiting.
    maxWorkers: os.availableParallelism() + 1,
    // Where much else runs on the machine, a test takes many times what it takes alone.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ['default', new ClosingLine()],
  },
});
