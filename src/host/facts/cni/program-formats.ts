import { open } from 'node:fs/promises';
import path from 'node:path';
import { limitOpenFiles } from '../../concurrency.ts';
import type { Fact } from '../fact.ts';
import { USUAL_FOLDERS } from './plugins.ts';
import { readRuntimes } from './runtimes.ts';

/** What a plugin's file is, by its first bytes. */
export interface ProgramFormat {
  readonly path: string;
  /** `elf`: a program; `script`: begins with `#!`; `other`: the kernel does not run it. */
  readonly kind: 'elf' | 'script' | 'other';
  readonly size: number;
  /** The number of a program's machine (elf(5), e_machine). */
  readonly machine?: number;
}

const HEADER = 20;

/** Reads what the kernel looks at before it runs a file: ELF's magic number, and the machine at byte 18. */
export function formatOf(header: Uint8Array): Pick<ProgramFormat, 'kind' | 'machine'> {
  const bytes = Buffer.from(header);
  if (bytes.subarray(0, 2).toString('latin1') === '#!') return { kind: 'script' };
  if (bytes.length < HEADER || bytes.readUInt32BE(0) !== 0x7f_45_4c_46) return { kind: 'other' };
  const isLittle = bytes[5] === 1;
  return { kind: 'elf', machine: isLittle ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18) };
}

async function readFormat(file: string, shown: string): Promise<ProgramFormat[]> {
  return limitOpenFiles(async () => {
    const handle = await open(file, 'r').catch(() => undefined);
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(HEADER), position: 0 });
      return [{ path: shown, size, ...formatOf(buffer.subarray(0, bytesRead)) }];
    } catch {
      // A folder with the plugin's name.
      return [];
    } finally {
      await handle.close();
    }
  });
}

/** The file that is run for a plugin: that of the first folder that has one. */
async function firstFormat(root: string, folders: readonly string[], type: string): Promise<ProgramFormat[]> {
  for (const folder of folders) {
    const shown = path.join(folder, type);
    const found = await readFormat(path.join(root, shown), shown);
    if (found.length > 0) return found;
  }
  return [];
}

/** The formats of plugins, in the folders of the runtimes if they name any, else in the usual ones. */
export const pluginFormats = (root: string, types: readonly string[]): Fact<readonly ProgramFormat[]> => ({
  name: `formats of CNI plugins ${types.join(', ')}`,
  read: async () => {
    const named = (await readRuntimes(root)).flatMap(({ folders }) => folders);
    const folders = named.length === 0 ? USUAL_FOLDERS : [...new Set(named)];
    return (await Promise.all(types.map(async (type) => firstFormat(root, folders, type)))).flat();
  },
});

/** The architecture of this host, as Node names it. */
export const hostArchitecture: Fact<string> = { name: 'architecture', read: async () => process.arch };
