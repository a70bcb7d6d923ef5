import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeFile } from '../../../src/host/files/change-file.ts';
import { readFiles } from '../../../src/host/observe/files.ts';
import { type FileObject, type HostObject, type Instruction, stepsOf } from '../../../src/state/index.ts';

const FILE = '/run/flannel/subnet.env';

type Step = Parameters<typeof changeFile>[0];

const object = (type: FileObject['type'], content: string): FileObject => ({
  kind: 'file',
  path: FILE,
  type,
  mode: 0o644,
  content,
});
const OURS = object('file', 'ours\n');
const LINK = object('symlink', 'ours');
const FOLDER = object('directory', '');

let root = '';
const at = (file = FILE): string => path.join(root, file);

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
  await mkdir(at('/run/flannel'), { recursive: true });
});
afterEach(async () => rm(root, { recursive: true, force: true }));

/** The steps that get from one to the other; undefined: nothing. */
function stepsFor(from: FileObject | undefined, to: FileObject | undefined): Instruction[] {
  const change =
    from === undefined
      ? { action: 'create' as const, key: FILE, to: to ?? OURS }
      : to === undefined
        ? { action: 'delete' as const, key: FILE, from }
        : { action: 'update' as const, key: FILE, from, to, fields: [] };
  return stepsOf({ changes: [change], unchanged: 0 }).map(({ instruction }) => instruction);
}

const carryOut = async (
  from: FileObject | undefined,
  to: FileObject | undefined,
  { observed = [] as readonly HostObject[], isRollback = false, change = changeFile } = {},
): Promise<void> => {
  for (const step of stepsFor(from, to))
    await change(step as Step, { root, transaction: 'a1b2c3', isRollback, observed });
};

/** What is there, without what is the same for each: undefined if nothing is. */
async function found(): Promise<string | undefined> {
  const [there] = await readFiles(root, [FILE]);
  return there && `${there.type} ${there.content}`;
}

const put = async ({ type, content, mode }: FileObject): Promise<void> => {
  if (type === 'file') await writeFile(at(), content, { mode });
  if (type === 'symlink') await symlink(content, at());
  if (type === 'directory') await mkdir(at());
};

/** What another program may have put there, and how it looks. */
const THEIRS: Readonly<Record<string, readonly [() => Promise<unknown>, string]>> = {
  'a file': [async () => writeFile(at(), 'theirs'), 'file theirs'],
  'an empty file': [async () => writeFile(at(), ''), 'file '],
  'a symbolic link': [async () => symlink('theirs', at()), 'symlink theirs'],
  'a folder': [async () => mkdir(at()), 'directory '],
  'a FIFO': [async () => execa('mkfifo', [at()]), 'other '],
};

const theirs = Object.entries(THEIRS).map(([name, [make, look]]) => [name, make, look] as const);

const noStrays = async (): Promise<void> =>
  expect((await readdir(at('/run/flannel'))).filter((name) => name !== 'subnet.env')).toEqual([]);

describe.each([
  ['a file', OURS],
  ['a symbolic link', LINK],
  ['a folder', FOLDER],
])('%s of ours', (_, ours) => {
  it('is made where nothing is', async () => {
    await carryOut(undefined, ours);
    expect(await found()).toBe(`${ours.type} ${ours.content}`);
    await noStrays();
  });

  it.each(theirs)('is not put where %s has come to be since', async (_name, make, look) => {
    await make();
    await expect(carryOut(undefined, ours)).rejects.toThrow('another program created something there');
    expect(await found()).toBe(look);
    await noStrays();
  });
});

describe.each([
  ['a file', OURS],
  ['a symbolic link', LINK],
])('%s that was looked at', (_, seen) => {
  const next = { ...seen, content: 'next' };

  it('is replaced, and taken away', async () => {
    await put(seen);
    await carryOut(seen, next);
    expect(await found()).toBe(`${seen.type} next`);
    await carryOut(next, undefined);
    expect(await found()).toBeUndefined();
    await noStrays();
  });

  it('and is gone by now is put there, and is no error where it is to go', async () => {
    await carryOut(seen, undefined);
    await carryOut(seen, next);
    expect(await found()).toBe(`${seen.type} next`);
  });

  it.each(theirs)('is neither replaced nor taken away where %s is by now', async (_name, make, look) => {
    await make();
    for (const to of [next, undefined])
      await expect(carryOut(seen, to)).rejects.toThrow('another program changed it');
    expect(await found()).toBe(look);
    await noStrays();
  });
});

it.each([OURS, FOLDER])('$type of ours has the mode that it is to have, whatever the umask', async (ours) => {
  const umask = process.umask(0o077);
  await carryOut(undefined, { ...ours, mode: 0o775 }).finally(() => process.umask(umask));
  expect((await stat(at())).mode & 0o7777).toBe(0o775);
});

it('a file of another mode by now is left alone', async () => {
  await put(OURS);
  await chmod(at(), 0o600);
  await expect(carryOut(OURS, undefined)).rejects.toThrow('another program changed it');
});

describe('the name that a file is written under first', () => {
  const TEMPORARY = '/run/flannel/.subnet.env.a1b2c3.flannelctl';

  it.each([
    ['file', async () => writeFile(at(TEMPORARY), 'theirs')],
    ['folder', async () => mkdir(at(TEMPORARY))],
    ['symbolic link', async () => symlink(at('/etc-passwd'), at(TEMPORARY))],
  ])('is not taken from a %s of another program', async (_, make) => {
    await make();
    await expect(carryOut(undefined, OURS)).rejects.toThrow(
      'flannelctl beside it was not created by flannelctl',
    );
    expect(await found()).toBeUndefined();
    expect(await readdir(at('/run/flannel'))).toEqual(['.subnet.env.a1b2c3.flannelctl']);
    expect(await readdir(root)).toEqual(['run']);
  });
});

describe('a folder on the way', () => {
  const swap = async (target: string): Promise<void> => {
    await rm(at('/run/flannel'), { recursive: true });
    await symlink(target, at('/run/flannel'));
  };

  it('that was replaced by a symbolic link since is not followed', async () => {
    await mkdir(at('/elsewhere'));
    await swap(at('/elsewhere'));
    const observed = await readFiles(root, ['/run']);
    await expect(carryOut(undefined, OURS, { observed })).rejects.toThrow('was replaced by another folder');
    expect(await readdir(at('/elsewhere'))).toEqual([]);
  });

  it('that was a symbolic link is followed to where it led, and nowhere else', async () => {
    await mkdir(at('/run/elsewhere'));
    await swap('elsewhere');
    const observed = await readFiles(root, ['/run', '/run/flannel']);
    await carryOut(undefined, OURS, { observed });
    expect(await readFile(at('/run/elsewhere/subnet.env'), 'utf8')).toBe('ours\n');
    await mkdir(at('/run/third'));
    await swap('third');
    await expect(carryOut(undefined, OURS, { observed })).rejects.toThrow('was replaced by another folder');
    expect([await readdir(at('/run/third')), await readlink(at('/run/flannel'))]).toEqual([[], 'third']);
  });

  it('that is gone takes its files along: there is none to take away', async () => {
    await rm(at('/run/flannel'), { recursive: true });
    await carryOut(OURS, undefined);
    await expect(carryOut(undefined, OURS)).rejects.toThrow('ENOENT');
  });
});

describe('where the file system has no hard links', () => {
  const link = vi.fn(async () => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
  });

  /** Changes files by functions of which some are others. */
  async function changeWith(
    functions: Partial<typeof import('node:fs/promises')>,
  ): Promise<typeof changeFile> {
    const fs = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    vi.resetModules();
    vi.doMock('node:fs/promises', () => ({ ...fs, link, ...functions }));
    return (await import('../../../src/host/files/change-file.ts')).changeFile;
  }

  afterEach(() => {
    expect(link).toHaveBeenCalled();
    link.mockClear();
    vi.doUnmock('node:fs/promises');
  });

  it('a file is made where nothing is, and replaces nothing', async () => {
    const change = await changeWith({});
    await carryOut(undefined, OURS, { change });
    expect(await found()).toBe('file ours\n');
    const next = carryOut(undefined, { ...OURS, content: 'x' }, { change });
    await expect(next).rejects.toThrow('another program created something there');
    expect(await found()).toBe('file ours\n');
    await noStrays();
  });

  it.each([
    ['writes to', async () => writeFile(at(), 'theirs'), 'file theirs'],
    ['replaces', async () => rm(at()).then(async () => writeFile(at(), '')), 'file '],
  ])('what somebody %s before it is whole is left as it is', async (_, meddle, look) => {
    const change = await changeWith({
      lstat: (async (file: string) => meddle().then(async () => lstat(file))) as typeof lstat,
    });
    await expect(carryOut(undefined, OURS, { change })).rejects.toThrow(
      'another program created something there',
    );
    expect(await found()).toBe(look);
    await noStrays();
  });
});
