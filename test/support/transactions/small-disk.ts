import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { type Host, makeHost } from '../host/netns.ts';

/** What space is given out in: a page. */
const PAGE = 4096;

const call = async (file: string, ...args: readonly string[]): Promise<void> => {
  await execa(file, args);
};

/** A file system of its own below a host's root. */
export interface SmallDisk {
  /** Fills it up but for so many pages of 4 KiB. */
  readonly leave: (pages: number) => Promise<void>;
  /** Takes away what fills it. */
  readonly clear: () => Promise<void>;
  readonly remount: (how: 'ro' | 'rw') => Promise<void>;
}

function smallDisk(at: string): SmallDisk {
  const filler = path.join(at, 'filler');
  const clear = async (): Promise<void> => rm(filler, { force: true });
  return {
    leave: async (pages) => {
      await clear();
      const { bfree } = await statfs(at);
      await writeFile(filler, Buffer.alloc((bfree - pages) * PAGE));
    },
    clear,
    remount: async (how) => call('mount', '-o', `remount,${how}`, at),
  };
}

/** Makes a host with 256 KiB mounted at one of its folders, calls, and takes both away. */
export async function onSmallDisk(
  folder: string,
  use: (host: Host, disk: SmallDisk) => Promise<void>,
): Promise<void> {
  const host = await makeHost();
  const at = path.join(host.root, folder);
  try {
    await mkdir(at, { recursive: true });
    await call('mount', '-t', 'tmpfs', '-o', 'size=256k,mode=755', 'tmpfs', at);
    try {
      await use(host, smallDisk(at));
    } finally {
      await call('umount', at);
    }
  } finally {
    await host.remove();
  }
}
