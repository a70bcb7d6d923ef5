import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPOSITORY } from './support/cli.ts';

/** An installation of its own, whose cache is empty. */
let home = '';
let cache = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-home-'));
  cache = path.join(home, 'dist/.cache');
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(path.join(REPOSITORY, part), path.join(home, part), { recursive: true });
  await rm(cache, { recursive: true, force: true });
  await execa('chmod', ['755', home]);
});

afterAll(async () => rm(home, { recursive: true }));

const NET_CONF = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';

const validate = async (...via: readonly string[]): Promise<string> => {
  const command = [...via, process.execPath, path.join(home, 'bin/flannelctl.cjs'), 'validate', '-'];
  const [file = '', ...args] = command;
  return (await execa(file, args, { input: NET_CONF })).stdout;
};

const keptIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const DAMAGES: Readonly<Record<string, (code: Buffer) => Buffer>> = {
  'cut off': (code) => code.subarray(0, Math.floor(code.length / 2)),
  empty: () => Buffer.alloc(0),
  'full of holes': (code) =>
    Buffer.from(code).fill(0, Math.floor(code.length / 3), Math.floor(code.length / 2)),
  'something else': (code) => Buffer.alloc(code.length, 'x'),
};

describe('code that is kept compiled', () => {
  test('is there after a command, and the next one says the same', async () => {
    const first = await validate();
    expect(first).toContain('valid net-conf');
    expect(await keptIn(cache)).not.toEqual([]);
    expect(await validate()).toBe(first);
  });

  test.each(Object.entries(DAMAGES))('and is %s is not used', async (_, damage) => {
    const first = await validate();
    for (const file of await keptIn(cache)) await writeFile(file, damage(await readFile(file)));
    expect(await validate()).toBe(first);
  });

  test('is none of those who may not write it', async () => {
    await rm(cache, { recursive: true });
    expect(await validate('setpriv', '--reuid', '65534', '--clear-groups')).toContain('valid net-conf');
    expect(await readdir(path.join(home, 'dist'))).not.toContain('.cache');
  });
});
