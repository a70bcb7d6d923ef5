import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { REPOSITORY } from '../../support/cli/cli.ts';

/** An installation of its own, what it has for /var/cache, and a folder beside that: both empty. */
let home = '';
let varCache = '';
let elsewhere = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-home-'));
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(path.join(REPOSITORY, part), path.join(home, part), { recursive: true });
  await chmod(home, 0o755);
});

beforeEach(async () => {
  varCache = await mkdtemp(path.join(home, 'cache-'));
  await chmod(varCache, 0o755);
  elsewhere = await mkdtemp(path.join(home, 'elsewhere-'));
});

afterAll(async () => rm(home, { recursive: true }));

const NET_CONF = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';

/** Runs a program with `varCache` for /var/cache. */
const IN_PLACE = 'mount --bind "$1" /var/cache && shift && exec "$@"';

async function validate(...via: readonly string[]): Promise<string> {
  const script = path.join(home, 'bin/flannelctl.cjs');
  const command = [
    'unshare',
    '--mount',
    'sh',
    '-c',
    IN_PLACE,
    'sh',
    varCache,
    ...via,
    process.execPath,
    script,
    'validate',
    '-',
  ];
  const [file = '', ...args] = command;
  const { stdout } = await execa(file, args, { input: NET_CONF });
  expect(stdout).toContain('valid net-conf');
  return stdout;
}

/** Somebody who is not root. */
const NOBODY = ['setpriv', '--reuid', '65534', '--clear-groups', 'env'];

const keptIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Each kept file by name, with what becomes another when it is written again. */
const writtenAt = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all((await keptIn(varCache)).map(async (file) => [file, (await stat(file)).ino] as const)),
  );

const DAMAGES: Readonly<Record<string, (code: Buffer) => Buffer>> = {
  'cut off': (code) => code.subarray(0, Math.floor(code.length / 2)),
  empty: () => Buffer.alloc(0),
  'full of holes': (code) =>
    Buffer.from(code).fill(0, Math.floor(code.length / 3), Math.floor(code.length / 2)),
  'something else': (code) => Buffer.alloc(code.length, 'x'),
};

describe('code that is kept compiled', () => {
  test('is there after a command, for root alone, and the next one says the same', async () => {
    const first = await validate();
    expect(await keptIn(varCache)).not.toEqual([]);
    const { mode, uid } = await stat(path.join(varCache, 'flannelctl'));
    expect([mode & 0o777, uid]).toEqual([0o700, 0]);
    expect(await validate()).toBe(first);
    expect(await readdir(path.join(home, 'dist'))).not.toContain('.cache');
  });

  test.each(Object.entries(DAMAGES))('and is %s is not used', async (_, damage) => {
    const first = await validate();
    for (const file of await keptIn(varCache)) await writeFile(file, damage(await readFile(file)));
    expect(await validate()).toBe(first);
  });

  test('is used by the next command, and not written again', async () => {
    await validate();
    const before = await writtenAt();
    await validate();
    expect(await writtenAt()).toEqual(before);
    expect(Object.keys(before).map((file) => path.basename(file))).toEqual(['code']);
  });

  test('of a file that was changed is not used, whatever its length and the age of the bundle', async () => {
    expect(await validate()).toContain('on an uplink of');
    const files = await keptIn(path.join(home, 'dist'));
    for (const file of files) {
      const text = await readFile(file, 'utf8');
      if (!text.includes('on an uplink of')) continue;
      await writeFile(file, text.replaceAll('on an uplink of', 'at an uplink of'));
      onTestFinished(async () => writeFile(file, text));
    }
    expect(await validate()).toContain('at an uplink of');
  });

  test.each([
    [
      'a folder of another user',
      async (own: string) => mkdir(own).then(async () => chown(own, 65534, 65534)),
    ],
    ['a folder that all may write to', async (own: string) => mkdir(own).then(async () => chmod(own, 0o777))],
    ['one in which each may', async (own: string) => mkdir(own).then(async () => chmod(own, 0o1777))],
    ['a symbolic link', async (own: string) => symlink(elsewhere, own)],
    ['one below a folder of another user', async () => chmod(varCache, 0o775)],
    ['one below a folder of another user', async () => chown(varCache, 65534, 65534)],
  ])('is not put into %s', async (_, spoil) => {
    await spoil(path.join(varCache, 'flannelctl'));
    await validate();
    expect([...(await keptIn(varCache)), ...(await keptIn(elsewhere))]).toEqual([]);
  });

  test('of a bundle that was replaced goes after a day', async () => {
    const own = path.join(varCache, 'flannelctl');
    for (const name of ['old', 'other']) await mkdir(path.join(own, name), { recursive: true, mode: 0o700 });
    await utimes(path.join(own, 'old'), 0, 0);
    await validate();
    const names = await readdir(own);
    expect(names).toHaveLength(2);
    expect(names).toContain('other');
  });

  test('is of one version of Node, because another crashes with it', async () => {
    await validate();
    const [name] = await readdir(path.join(varCache, 'flannelctl'));
    expect(name?.endsWith(`-${process.version}`), name).toBe(true);
  });

  test('is in the home of who is not root, or nowhere', async () => {
    await chown(varCache, 65534, 65534);
    await validate(...NOBODY, '-u', 'XDG_CACHE_HOME', `HOME=${varCache}`);
    expect(await keptIn(path.join(varCache, '.cache/flannelctl'))).not.toEqual([]);
    await validate(...NOBODY, `XDG_CACHE_HOME=${path.join(varCache, 'xdg')}`);
    expect(await keptIn(path.join(varCache, 'xdg/flannelctl'))).not.toEqual([]);
    await rm(path.join(varCache, '.cache'), { recursive: true });
    await validate(...NOBODY, 'XDG_CACHE_HOME=relative', `HOME=${varCache}`);
    expect(await keptIn(path.join(varCache, '.cache/flannelctl'))).not.toEqual([]);
    await validate(...NOBODY, '-u', 'XDG_CACHE_HOME', 'HOME=/root');
  });
});
