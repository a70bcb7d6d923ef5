import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../../support/cli/cli.ts';

/** A clone as git makes it, with the packages that `npm install` brings. */
async function withClone(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'flannelctl-clone-')));
  try {
    for (const name of ['bin', 'commands', 'schemas', 'docs', 'package.json', 'CHANGELOG.md'])
      await cp(path.join(REPOSITORY, name), path.join(folder, name), { recursive: true });
    const isMade = (source: string): boolean => !source.includes('/src/generated');
    await cp(path.join(REPOSITORY, 'src'), path.join(folder, 'src'), { recursive: true, filter: isMade });
    await execa('ln', ['-s', path.join(REPOSITORY, 'node_modules'), folder]);
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a clone that was not built says what to run, and npm pack builds it', async () => {
  await withClone(async (folder) => {
    const script = path.join(folder, 'bin/flannelctl.cjs');
    const { exitCode, stderr } = await execa('node', [script, 'status'], { reject: false });
    expect(exitCode).toBe(69);
    expect(stderr).toContain('npm run build');
    expect(stderr).not.toMatch(/ {4}at /);
    const { stdout } = await execa('npm', ['pack', '--json', '--foreground-scripts=false'], { cwd: folder });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path: file }) => file);
    for (const file of ['dist/main.cjs', 'dist/descriptions.json', 'docs/transactions.md', 'CHANGELOG.md'])
      expect(paths).toContain(file);
    const packed = await execa('node', [script, 'validate', '-'], { input: '{"Network":"10.0.0.0/8"}' });
    expect(packed.stdout).toContain('valid net-conf');
  });
});
