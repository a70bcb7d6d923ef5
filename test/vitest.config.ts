import { defineConfig } from 'vitest/config';
import { ClosingLine } from './support/closing-line.ts';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The kernel settles at its own pace (duplicate address detection, multicast entries): on a busy machine a snapshot
    // may see it half-way.
    retry: 2,
    reporters: ['default', new ClosingLine()],
  },
});
