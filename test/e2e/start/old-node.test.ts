import { readFile } from 'node:fs/promises';
import { parse } from 'acorn';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { FLANNELCTL } from '../../support/cli/cli.ts';

/** Runs a command that takes its Node for another version; `npm run test:nodes` does it with real ones. */
async function runAs(version: string, ...args: readonly string[]) {
  const versions = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
  const preload = `data:text/javascript,${encodeURIComponent(versions)}`;
  return execa(process.execPath, ['--import', preload, FLANNELCTL, ...args], { reject: false });
}

describe('a Node that is too old', () => {
  test('can read what it is given', async () => {
    const source = await readFile(FLANNELCTL, 'utf8');
    expect(() => parse(source, { ecmaVersion: 5, allowHashBang: true })).not.toThrow();
    expect(source).not.toMatch(/require\('node:/);
  });

  test.each(['0.10.48', '12.22.12', '18.20.8', '20.18.3', '21.7.3', '22.12.0'])(
    '%s is told which one is needed, in one line, by each command',
    async (version) => {
      for (const args of [['--version'], ['reset', '--yes']]) {
        const { exitCode, stdout, stderr } = await runAs(version, ...args);
        expect([exitCode, stdout, stderr.split('\n').length]).toEqual([69, '', 1]);
        expect(stderr).toMatch(/^Error: flannelctl needs Node\.js \^20\.19\.0 \|\| >=22\.13\.0, and /);
        expect(stderr).toContain(`is ${version}: get a newer one from https://nodejs.org`);
      }
    },
  );
});

test.each(['20.19.0', '22.13.0', '23.0.0', '24.0.0-nightly', '100.0.0'])(
  'Node %s will do',
  async (version) => {
    expect(await runAs(version, '--version')).toMatchObject({ exitCode: 0, stderr: '' });
  },
);
