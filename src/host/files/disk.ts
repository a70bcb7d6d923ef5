import type { Stats } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';

/** An open file, as Node has it. */
export type DiskFile = Pick<
  nodeFiles.FileHandle,
  | 'appendFile'
  | 'chmod'
  | 'close'
  | 'datasync'
  | 'fd'
  | 'read'
  | 'readFile'
  | 'stat'
  | 'sync'
  | 'truncate'
  | 'write'
  | 'writeFile'
>;

/** The calls that files of transactions are read and changed by: Node's own, or those of a disk in memory. */
export interface Disk {
  readonly chmod: (file: string, mode: number) => Promise<void>;
  readonly link: (from: string, to: string) => Promise<void>;
  readonly lstat: (file: string) => Promise<Stats>;
  readonly mkdir: (folder: string, options?: { readonly mode: number }) => Promise<unknown>;
  readonly open: (file: string, flags: string | number, mode?: number) => Promise<DiskFile>;
  readonly readdir: (folder: string) => Promise<string[]>;
  readonly readlink: (file: string) => Promise<string>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rmdir: (folder: string) => Promise<void>;
  readonly symlink: (target: string, file: string) => Promise<void>;
  readonly unlink: (file: string) => Promise<void>;
}

/** The disk of this machine. */
export const DISK: Disk = nodeFiles;
