import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../../support/cli/cli.ts';
import { misplacedChecks, troubleshootingPage } from '../../support/docs/troubleshooting.ts';

const PAGE = path.join(REPOSITORY, 'docs/troubleshooting.md');

test('docs/troubleshooting.md has the symptom of each check (WRITE_DOCS=1 writes it)', async () => {
  if (process.env['WRITE_DOCS'] === '1') await writeFile(PAGE, troubleshootingPage());
  expect(await readFile(PAGE, 'utf8')).toBe(troubleshootingPage());
});

test('each check is in one place of the page (test/support/docs/symptoms.ts)', () => {
  expect(misplacedChecks()).toEqual([]);
});
