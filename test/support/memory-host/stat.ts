import type { Stats } from 'node:fs';
import type { DiskNode } from './nodes.ts';

/** As much of a stat as the product looks at; all is root's. */
export const statOf = (node: DiskNode): Stats =>
  ({
    uid: 0,
    gid: 0,
    dev: 1,
    ino: node.ino,
    mode: node.mode,
    size: node.type === 'file' ? Buffer.byteLength(node.data) : 0,
    isFile: () => node.type === 'file',
    isDirectory: () => node.type === 'directory',
    isSymbolicLink: () => node.type === 'symlink',
  }) as unknown as Stats;
