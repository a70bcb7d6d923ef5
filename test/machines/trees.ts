import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { fetching, mirror, need } from './apt.ts';
import { PACKAGES, type Release } from './releases.ts';

/** What is kept between runs; it can be deleted at any time. */
const CACHE =
  process.env['FLANNELCTL_TEST_CACHE'] ??
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'flannelctl-tests');

/** Testing changes from day to day; a tree older than this is recreated. */
const DAYS = 7;

async function isFresh(folder: string, days: number): Promise<boolean> {
  if (!existsSync(folder)) return false;
  return Date.now() - (await stat(folder)).mtimeMs < days * 86_400_000;
}

/** Makes a folder that is there whole or not at all, once in some days; runs beside each other may both make it. */
export async function kept(
  name: string,
  make: (folder: string) => Promise<void>,
  days: number = DAYS,
): Promise<string> {
  const folder = path.join(CACHE, name);
  if (await isFresh(folder, days)) return folder;
  await mkdir(CACHE, { recursive: true });
  const next = `${folder}.${process.pid}`;
  await rm(next, { recursive: true, force: true });
  try {
    await make(next);
    await rm(folder, { recursive: true, force: true });
    await rename(next, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  return folder;
}

/** Takes packages and all that they depend on apart, without running their scripts: seconds, where an install takes minutes. */
export async function extract(suite: string, packages: readonly string[], folder: string): Promise<void> {
  await need({ mmdebstrap: 'mmdebstrap' });
  process.stderr.write(`setup: unpacking ${suite} (${packages.length} packages and what they need)\n`);
  const options = (await fetching()).map((line) => `--aptopt=${line}`);
  const merged = '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr';
  const include = `--include=${packages.join(',')}`;
  const args = ['--variant=extract', merged, include, ...options, suite, folder, await mirror()];
  const { exitCode, stderr } = await execa('mmdebstrap', args, { reject: false });
  if (exitCode !== 0)
    throw new Error(`${suite} could not be had:\n${stderr.split('\n').slice(-12).join('\n')}`);
}

const PASSWD = 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n';

/** What the packages' scripts would have done, as far as it matters. */
async function finish(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'etc/passwd'), PASSWD);
  await writeFile(path.join(folder, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  await mkdir(path.join(folder, 'flannelctl'), { recursive: true });
  await symlink('/flannelctl/bin/flannelctl.cjs', path.join(folder, 'usr/bin/flannelctl'));
  if (!existsSync(path.join(folder, 'usr/bin/node')))
    await cp(process.execPath, path.join(folder, 'usr/bin/node'));
  await execa('chroot', [folder, '/sbin/ldconfig']);
}

/** A folder with the programs of a release, in which a process can be put. */
export async function tree(release: Release, more: readonly string[] = []): Promise<string> {
  const packages = [...PACKAGES, ...(release.ownNode ? ['nodejs'] : []), ...more];
  // A copy of Node.js is in it, so another one makes another tree.
  const sum = createHash('sha256')
    .update(JSON.stringify([packages, PASSWD, process.version]))
    .digest('hex');
  return kept(`${release.suite}-${sum.slice(0, 12)}`, async (folder) => {
    await extract(release.suite, packages, folder);
    await finish(folder);
  });
}
