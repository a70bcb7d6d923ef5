import path from 'node:path';
import type { Disk } from '../../../src/host/files/disk.ts';
import { type DiskNode, type FolderNode, fail, newFolder, newSymlink } from './nodes.ts';
import { type OpenFiles, openOn } from './open.ts';
import type { Power } from './power.ts';
import { statOf } from './stat.ts';

const LINKS_FOLLOWED = 40;

/** A path taken apart; below /proc/self/fd it begins at an open folder. */
function startOf(file: string, root: FolderNode, open: OpenFiles): [DiskNode, string[]] {
  const parts = path.posix.normalize(file).split('/').filter(Boolean);
  const [proc, self, fd, number] = parts;
  if (proc !== 'proc' || self !== 'self' || fd !== 'fd') return [root, parts];
  return [open.get(Number(number)) ?? fail('ENOENT'), parts.slice(4)];
}

/** Finds what is at a path. @param follow whether a link at its end is followed */
function walker(root: FolderNode, open: OpenFiles) {
  const find = (file: string, follow: boolean, links = 0): DiskNode | undefined => {
    if (links > LINKS_FOLLOWED) fail('ELOOP');
    let [at, parts] = startOf(file, root, open);
    let shown = '/';
    for (const [i, part] of parts.entries()) {
      if (at.type !== 'directory') return fail('ENOTDIR');
      const next: DiskNode | undefined = at.entries.get(part);
      if (next === undefined) return i === parts.length - 1 ? undefined : fail('ENOENT');
      if (next.type === 'symlink' && (follow || i < parts.length - 1)) {
        const rest = parts.slice(i + 1).join('/');
        return find(path.posix.resolve(shown, next.target, rest), follow, links + 1);
      }
      shown = path.posix.join(shown, part);
      at = next;
    }
    return at;
  };
  return find;
}

/** A folder's entry by its path, whether it is there or not. */
interface Entry {
  readonly folder: FolderNode;
  readonly name: string;
  readonly node: DiskNode | undefined;
}

/** The calls of Node on a tree in memory; each that changes it is an effect. */
export function memoryDisk(root: FolderNode, power: Power): Disk {
  const open: OpenFiles = new Map();
  const find = walker(root, open);
  const entryAt = (file: string): Entry => {
    const folder = find(path.posix.dirname(file), true) ?? fail('ENOENT');
    if (folder.type !== 'directory') return fail('ENOTDIR');
    const name = path.posix.basename(file);
    return { folder, name, node: folder.entries.get(name) };
  };
  const there = (file: string, follow: boolean): DiskNode => find(file, follow) ?? fail('ENOENT');
  const add = async (what: string, file: string, make: () => DiskNode): Promise<void> => {
    const { folder, name, node } = entryAt(file);
    if (node !== undefined) fail('EEXIST');
    return power.effect(`${what} ${name}`, () => void folder.entries.set(name, make()));
  };
  const remove = async (what: string, { folder, name }: Entry): Promise<void> =>
    power.effect(`${what} ${name}`, () => void folder.entries.delete(name));
  return {
    open: openOn({ open, find, entryAt, power }),
    lstat: async (file) => statOf(there(file, false)),
    readlink: async (file) => {
      const node = there(file, false);
      return node.type === 'symlink' ? node.target : fail('EINVAL');
    },
    readdir: async (folder) => {
      const node = there(folder, true);
      return node.type === 'directory' ? [...node.entries.keys()] : fail('ENOTDIR');
    },
    mkdir: async (folder, options) => add('mkdir', folder, () => newFolder(options?.mode ?? 0o777)),
    symlink: async (target, file) => add('symlink', file, () => newSymlink(target)),
    link: async (from, to) => {
      const node = there(from, false);
      return add('link', to, () => node);
    },
    chmod: async (file, mode) => {
      const node = there(file, true);
      return power.effect(`chmod ${path.posix.basename(file)}`, () => {
        node.mode = mode;
      });
    },
    rename: async (from, to) => {
      const [source, target] = [entryAt(from), entryAt(to)];
      const { node } = source;
      if (node === undefined) return fail('ENOENT');
      return power.effect(`rename ${target.name}`, () => {
        source.folder.entries.delete(source.name);
        target.folder.entries.set(target.name, node);
      });
    },
    unlink: async (file) => {
      const entry = entryAt(file);
      if (entry.node === undefined) return fail('ENOENT');
      return entry.node.type === 'directory' ? fail('EISDIR') : remove('unlink', entry);
    },
    rmdir: async (file) => {
      const entry = entryAt(file);
      if (entry.node === undefined) return fail('ENOENT');
      if (entry.node.type !== 'directory') return fail('ENOTDIR');
      return entry.node.entries.size > 0 ? fail('ENOTEMPTY') : remove('rmdir', entry);
    },
  };
}
