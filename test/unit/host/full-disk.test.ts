import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reasonOf } from '../../../src/errors/index.ts';
import { DISK, type Disk } from '../../../src/host/files/disk.ts';
import { writeOrOverwrite } from '../../../src/host/files/files.ts';

/** A disk that has no room for a new file. */
const FULL: Disk = {
  ...DISK,
  open: async (file, flags, mode) => {
    if (flags !== 'wx') return DISK.open(file, flags, mode);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
  },
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

it('a file that is there is overwritten where the disk is full', async () => {
  const file = path.join(folder, 'old');
  await writeFile(file, 'before');
  await writeOrOverwrite(file, 'after', 0o600, FULL);
  expect(await readFile(file, 'utf8')).toBe('after');
});

it('of a new file it is said that there is no room for it, not that it is missing', async () => {
  const file = path.join(folder, 'new');
  const error: unknown = await writeOrOverwrite(file, 'x', 0o600, FULL).catch((thrown: unknown) => thrown);
  expect(reasonOf(error)).toBe(`cannot write ${file}: no space left on device (ENOSPC)`);
});
