import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../../src/host/observe/files.ts';

describe('files', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-'));
    await mkdir(path.join(root, 'etc/cni/net.d'), { recursive: true });
    await writeFile(path.join(root, 'etc/b'), 'b\n');
    await writeFile(path.join(root, 'etc/a'), '');
    await chmod(path.join(root, 'etc/a'), 0o600);
    await symlink('b', path.join(root, 'etc/link'));
    await symlink('nowhere', path.join(root, 'etc/lost-link'));
    await symlink('cni', path.join(root, 'etc/folder-link'));
    await execa('mkfifo', [path.join(root, 'etc/pipe')]);
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

  it('that are symbolic links have their target as content; one to a folder serves as one', async () => {
    const found = await read('/etc/link', '/etc/lost-link', '/etc/folder-link', '/etc/folder-link/net.d');
    expect(found).toMatchObject([
      { path: '/etc/folder-link', type: 'directory', content: 'cni' },
      { path: '/etc/folder-link/net.d', type: 'directory' },
      { path: '/etc/link', type: 'symlink', content: 'b' },
      { path: '/etc/lost-link', type: 'symlink', content: 'nowhere' },
    ]);
  });

  it('that are of no kind of ours are only in the way', async () => {
    expect(await read('/etc/pipe')).toMatchObject([{ type: 'other', content: '' }]);
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
