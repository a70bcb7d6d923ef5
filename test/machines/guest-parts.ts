import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { REPOSITORY } from '../support/cli/cli.ts';
import { need } from './apt.ts';
import type { Release } from './releases.ts';
import { extract, kept, tree } from './trees.ts';

/** What a guest is started with. */
export interface Kernel {
  readonly version: string;
  readonly image: string;
  /** Archives that the kernel unpacks one over the other, before it starts anything. */
  readonly archives: readonly string[];
}

/** Writes an archive as the kernel unpacks it, of what `find` finds in a folder. */
async function pack(folder: string, find: readonly string[], archive: string): Promise<void> {
  const script = 'archive=$1; shift; find "$@" | cpio --create --format=newc --quiet > "$archive"';
  await execa('bash', ['-o', 'pipefail', '-ec', script, 'pack', archive, ...find], { cwd: folder });
}

/** Folders that nobody reads in a guest, as `find` leaves them out. */
const without = (patterns: readonly string[]): string[] => [
  '(',
  ...patterns.flatMap((pattern, i) => [...(i > 0 ? ['-o'] : []), '-path', pattern]),
  ')',
  '-prune',
  '-o',
  '-print',
];

const UNREAD = ['doc', 'man', 'locale', 'perl', 'gcc'].map((name) => `./usr/share/${name}`);

/** The parts of a kernel's modules that networks are not made of. */
const FOREIGN = ['drivers/[!n]*', 'drivers/n[!e]*', 'fs', 'sound'].map((name) => `*/kernel/${name}`);

async function imageIn(modules: string, boot: string): Promise<string> {
  // From forky on, Debian has the image beside the modules.
  const beside = path.join(modules, 'vmlinuz');
  return existsSync(beside) ? beside : boot;
}

/** Unpacks a release's kernel and keeps of it what a guest needs: the image, and an archive of modules. */
async function unpackKernel(suite: string, name: string, folder: string): Promise<void> {
  const whole = `${folder}.whole`;
  try {
    await extract(suite, [name], whole);
    const [version = ''] = await readdir(path.join(whole, 'usr/lib/modules'));
    const modules = path.join(whole, 'usr/lib/modules', version);
    await execa('depmod', ['--basedir', whole, version]);
    await mkdir(folder);
    const image = await imageIn(modules, path.join(whole, `boot/vmlinuz-${version}`));
    await copyFile(image, path.join(folder, 'image'));
    await writeFile(path.join(folder, 'version'), version);
    await pack(whole, ['usr/lib/modules', ...without(FOREIGN)], path.join(folder, 'modules.cpio'));
  } finally {
    await rm(whole, { recursive: true, force: true });
  }
}

const PROJECT = ['bin', 'dist', 'schemas', 'package.json', 'test/machines'];

/** What of the project a guest runs: the built command and the agent. */
async function packProject(archive: string): Promise<void> {
  const stage = await mkdtemp(`${archive}.`);
  try {
    const inside = path.join(stage, 'flannelctl');
    await mkdir(path.join(inside, 'test'), { recursive: true });
    for (const part of PROJECT)
      await cp(path.join(REPOSITORY, part), path.join(inside, part), { recursive: true });
    await copyFile(path.join(import.meta.dirname, 'init.sh'), path.join(stage, 'init'));
    await chmod(path.join(stage, 'init'), 0o755);
    await pack(stage, ['.', ...without(['./flannelctl/dist/.cache'])], archive);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** The kernel of a release with its userland, and the project as it is built. */
export async function kernel(release: Release, scratch: string): Promise<Kernel> {
  await need({ cpio: 'cpio', depmod: 'kmod' });
  const userland = await tree(release);
  const name = `${path.basename(userland)}.cpio`;
  const [system, unpacked] = await Promise.all([
    kept(name, async (archive) => pack(userland, ['.', ...without(UNREAD)], archive)),
    kept(`${release.suite}-${release.kernel}`, async (folder) =>
      unpackKernel(release.suite, release.kernel, folder),
    ),
  ]);
  const project = path.join(scratch, 'project.cpio');
  await packProject(project);
  return {
    version: await readFile(path.join(unpacked, 'version'), 'utf8'),
    image: path.join(unpacked, 'image'),
    archives: [system, path.join(unpacked, 'modules.cpio'), project],
  };
}
