import { constants } from 'node:fs';
import { posix } from 'node:path';
import type { DiskFile } from '../../../src/host/files/disk.ts';
import { type DiskNode, type FileNode, type FolderNode, fail, newFile } from './nodes.ts';
import type { Power } from './power.ts';
import { statOf } from './stat.ts';

/** What descriptors are of. */
export type OpenFiles = Map<number, DiskNode>;

interface Tree {
  readonly open: OpenFiles;
  readonly find: (file: string, follow: boolean) => DiskNode | undefined;
  readonly entryAt: (file: string) => { readonly folder: FolderNode };
  readonly power: Power;
}

const requireFile = (node: DiskNode): FileNode => (node.type === 'file' ? node : fail('EISDIR'));

/** Writes a text after what is kept of a file, in one effect; cut in it, half of the text is there. */
const put = async (
  { power }: Tree,
  name: string,
  node: FileNode,
  text: string,
  kept: string,
): Promise<void> =>
  power.effect(
    `write ${name}`,
    () => {
      node.data = kept + text;
    },
    () => {
      node.data = kept + text.slice(0, text.length / 2);
    },
  );

function sync(node: DiskNode): void {
  if (node.type === 'file') node.synced = node.data;
  if (node.type === 'directory') node.synced = new Map(node.entries);
}

/** The text of a file from a place on, into a buffer. */
function readInto(node: FileNode, target: Uint8Array, from: number): number {
  return Buffer.from(node.data).copy(target, 0, from);
}

function handleOf(tree: Tree, fd: number, name: string, node: DiskNode): DiskFile {
  let position = 0;
  const file = (): FileNode => requireFile(node);
  const synced = async (): Promise<void> => tree.power.effect(`fsync ${name}`, () => sync(node));
  const read = async (given: unknown, _offset?: number, _length?: number, at?: number) => {
    const buffer = given instanceof Uint8Array ? given : (given as { buffer: Uint8Array }).buffer;
    const bytesRead = readInto(file(), buffer, at ?? position);
    if (at === undefined) position += bytesRead;
    return { bytesRead, buffer };
  };
  return {
    fd,
    stat: async () => statOf(node),
    chmod: async (mode: number) =>
      tree.power.effect(`fchmod ${name}`, () => {
        node.mode = mode;
      }),
    readFile: async () => file().data,
    read,
    writeFile: async (data: string) => put(tree, name, file(), data, ''),
    appendFile: async (data: string) => put(tree, name, file(), data, file().data),
    write: async (data: string) => {
      await put(tree, name, file(), `${data}${file().data.slice(data.length)}`, '');
      return { bytesWritten: Buffer.byteLength(data), buffer: data };
    },
    truncate: async (length: number) =>
      tree.power.effect(`truncate ${name}`, () => {
        file().data = file().data.slice(0, length);
      }),
    sync: synced,
    datasync: synced,
    close: async () => void tree.open.delete(fd),
  } as unknown as DiskFile;
}

const { O_NOFOLLOW, O_DIRECTORY } = constants;

/** How a file may be opened: as in open(2), of which the product uses these. */
const modeOf = (flags: string | number) => ({
  creates: flags === 'wx' || flags === 'a',
  isExclusive: flags === 'wx',
  follows: typeof flags === 'string' || (flags & O_NOFOLLOW) === 0,
  wantsFolder: typeof flags === 'number' && (flags & O_DIRECTORY) !== 0,
});

export const openOn =
  (tree: Tree) =>
  async (path: string, flags: string | number, mode = 0o666): Promise<DiskFile> => {
    const { creates, isExclusive, follows, wantsFolder } = modeOf(flags);
    const name = posix.basename(path);
    let node = tree.find(path, follows);
    if (node !== undefined && isExclusive) return fail('EEXIST');
    if (node === undefined && creates) {
      const { folder } = tree.entryAt(path);
      const made = newFile(mode);
      await tree.power.effect(`create ${name}`, () => void folder.entries.set(name, made));
      node = made;
    }
    if (node === undefined) return fail('ENOENT');
    if (node.type === 'symlink') return fail('ELOOP');
    if (wantsFolder && node.type !== 'directory') return fail('ENOTDIR');
    const fd = Math.max(2, ...tree.open.keys()) + 1;
    tree.open.set(fd, node);
    return handleOf(tree, fd, name, node);
  };
