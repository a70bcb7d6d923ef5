import { defineConfig } from 'vitest/config';
import { Table } from '../machines/table.ts';
import { ClosingLine } from '../support/closing-line.ts';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.suite.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    // A file is a guest, and a guest keeps a core busy.
    maxWorkers: 2,
    reporters: ['verbose', new Table('kernels'), new ClosingLine()],
  },
});
