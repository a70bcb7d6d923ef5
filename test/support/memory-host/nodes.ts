/** A file: what programs read, and what of it would still be there after a power cut. */
export interface FileNode {
  readonly type: 'file';
  readonly ino: number;
  mode: number;
  data: string;
  synced: string;
}

export interface FolderNode {
  readonly type: 'directory';
  readonly ino: number;
  mode: number;
  entries: Map<string, DiskNode>;
  synced: Map<string, DiskNode>;
}

export interface SymlinkNode {
  readonly type: 'symlink';
  readonly ino: number;
  mode: number;
  readonly target: string;
}

export type DiskNode = FileNode | FolderNode | SymlinkNode;

/** What a power cut leaves of what was written and not synced: nothing, half of each text, or all of it. */
export const LOSSES = ['lost', 'torn', 'kept'] as const;

export type Loss = (typeof LOSSES)[number];

let lastInode = 0;

const nextInode = (): number => {
  lastInode += 1;
  return lastInode;
};

export const newFile = (mode: number): FileNode => ({
  type: 'file',
  ino: nextInode(),
  mode,
  data: '',
  synced: '',
});

export const newFolder = (mode: number): FolderNode => ({
  type: 'directory',
  ino: nextInode(),
  mode,
  entries: new Map(),
  synced: new Map(),
});

export const newSymlink = (target: string): SymlinkNode => ({
  type: 'symlink',
  ino: nextInode(),
  mode: 0o777,
  target,
});

/** What stands of a text that was being written over another one. */
const torn = ({ data, synced }: FileNode): string => {
  const kept = data.startsWith(synced) ? synced : '';
  return data.slice(0, kept.length + Math.ceil((data.length - kept.length) / 2));
};

/** How a node is after a power cut; its copies share the inode. */
export function afterPowerCut(node: DiskNode, loss: Loss): DiskNode {
  if (node.type === 'symlink') return node;
  if (node.type === 'file') {
    const data = { lost: node.synced, torn: torn(node), kept: node.data }[loss];
    return { ...node, data, synced: data };
  }
  const entries = new Map(
    [...(loss === 'lost' ? node.synced : node.entries)].map(([name, one]) => [
      name,
      afterPowerCut(one, loss),
    ]),
  );
  return { ...node, entries, synced: new Map(entries) };
}

/** A copy that changes by itself; what had two names has two. */
export function copyOf(node: DiskNode, copies = new Map<DiskNode, DiskNode>()): DiskNode {
  const known = copies.get(node);
  if (known !== undefined) return known;
  const copy = { ...node };
  copies.set(node, copy);
  if (copy.type === 'directory') {
    const copied = (entries: Map<string, DiskNode>): Map<string, DiskNode> =>
      new Map([...entries].map(([name, one]) => [name, copyOf(one, copies)]));
    copy.entries = copied(copy.entries);
    copy.synced = copied(copy.synced);
  }
  return copy;
}

/** The error of a system call. */
export function fail(code: string): never {
  throw Object.assign(new Error(`${code}: the disk in memory says so`), { code });
}
