import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../src/host/observe/files.ts';

describe('files', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
    await mkdir(path.join(root, 'etc/cni/net.d'), { recursive: true });
    await writeFile(path.join(root, 'etc/b'), 'b\n');
    await writeFile(path.join(root, 'etc/a'), '');
    await chmod(path.join(root, 'etc/a'), 0o600);
    await symlink('b', path.join(root, 'etc/link'));
    await symlink('cni', path.join(root, 'etc/folder-link'));
  });
  afterAll(async () => rm(root, { recursive: true, force: true }));

  const read = async (...files: string[]) => readFiles(root, files);

  it('are read with content and mode', async () => {
    expect(await read('/etc/b', '/etc/a', '/etc')).toMatchObject([
      { path: '/etc', type: 'directory', content: '' },
      { path: '/etc/b', type: 'file', content: 'b\n' },
      { path: '/etc/a', type: 'file', content: '', mode: 0o600 },
    ]);
  });

  it('that are symbolic links are no files; one to a folder serves as one', async () => {
    expect(await read('/etc/link', '/etc/folder-link', '/etc/folder-link/net.d')).toMatchObject([
      { path: '/etc/folder-link', type: 'directory' },
      { path: '/etc/folder-link/net.d', type: 'directory' },
      { path: '/etc/link', type: 'other', content: '' },
    ]);
  });

  it('come after the folders, and of those the outer before the inner', async () => {
    const found = await read('/etc/cni/net.d', '/etc/b', '/etc/cni', '/etc', '/etc/a');
    expect(found.map((file) => file.path)).toEqual([
      '/etc',
      '/etc/cni',
      '/etc/cni/net.d',
      '/etc/b',
      '/etc/a',
    ]);
  });

  it('that are not there are left out, also below a file', async () => {
    expect(await read('/nothing', '/etc/b/c')).toEqual([]);
  });
});
