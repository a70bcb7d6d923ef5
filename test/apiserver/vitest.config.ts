import { defineConfig } from 'vitest/config';
import { ClosingLine } from '../support/closing-line.ts';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.suite.ts'],
    // The first run builds kube-apiserver.
    testTimeout: 120_000,
    hookTimeout: 2_400_000,
    fileParallelism: false,
    reporters: ['verbose', new ClosingLine()],
  },
});
