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
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { REPOSITORY } from './support/cli.ts';

/** An installation of its own, and what it has for /var/cache: empty. */
let home = '';
let varCache = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-home-'));
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(path.join(REPOSITORY, part), path.join(home, part), { recursive: true });
  await chmod(home, 0o755);
});

beforeEach(async () => {
  varCache = await mkdtemp(path.join(home, 'cache-'));
  await chmod(varCache, 0o755);
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

  test('is not that of others', async () => {
    const own = path.join(varCache, 'flannelctl');
    for (const spoil of [
      async () => mkdir(own).then(async () => chown(own, 65534, 65534)),
      async () => mkdir(own).then(async () => chmod(own, 0o777)),
      async () => symlink(await mkdtemp(path.join(home, 'elsewhere-')), own),
      async () => mkdir(own).then(async () => chmod(varCache, 0o775)),
    ]) {
      await spoil();
      await validate();
      expect(await keptIn(varCache)).toEqual([]);
      await rm(own, { recursive: true });
    }
  });

  test('of a bundle that was replaced goes', async () => {
    const old = path.join(varCache, 'flannelctl/old');
    await mkdir(old, { recursive: true, mode: 0o700 });
    await utimes(old, 0, 0);
    await validate();
    expect(await readdir(path.join(varCache, 'flannelctl'))).toEqual([expect.not.stringMatching('old')]);
  });

  test('is in the home of who is not root, or nowhere', async () => {
    await chown(varCache, 65534, 65534);
    await validate(...NOBODY, '-u', 'XDG_CACHE_HOME', `HOME=${varCache}`);
    expect(await keptIn(path.join(varCache, '.cache/flannelctl'))).not.toEqual([]);
    await validate(...NOBODY, `XDG_CACHE_HOME=${path.join(varCache, 'xdg')}`);
    expect(await keptIn(path.join(varCache, 'xdg/flannelctl'))).not.toEqual([]);
    await validate(...NOBODY, '-u', 'XDG_CACHE_HOME', 'HOME=/root');
  });
});
