import { defineConfig } from 'vitest/config';
import { Table } from '../machines/table.ts';
import { ClosingLine } from '../support/closing-line.ts';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.suite.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    // As many systems at a time as two cores can carry.
    maxConcurrency: 2,
    fileParallelism: false,
    reporters: [
      'verbose',
      new Table('userlands', 'cells.suite.ts'),
      new Table('clients', 'clients.suite.ts'),
      new ClosingLine(),
    ],
  },
});
