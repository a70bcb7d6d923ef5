import { expect, test } from 'vitest';
import { validateLabListDocument } from '../../../../src/generated/validators.js';
import { inProcess } from '../../../support/cli/in-process.ts';

test('lab ls is lab list', async () => {
  const { exitCode, stdout } = await inProcess(['lab', 'ls', '-o', 'json']);
  expect(exitCode).toBe(0);
  expect(validateLabListDocument(JSON.parse(stdout)), stdout).toBe(true);
  const { stdout: again } = await inProcess(['lab', 'list', '-o', 'json']);
  expect(again).toBe(stdout);
});
