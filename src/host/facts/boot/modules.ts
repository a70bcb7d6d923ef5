import os from 'node:os';
import path from 'node:path';
import { listFolder, readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';

/** The folders of modules-load.d(5). */
const FOLDERS = [
  '/etc/modules-load.d',
  '/run/modules-load.d',
  '/usr/local/lib/modules-load.d',
  '/usr/lib/modules-load.d',
];

const MODULES = '/lib/modules';

/** The modules of a host's kernel, loaded and to be loaded. */
export interface KernelModules {
  /** The release of the kernel that runs. */
  readonly release: string;
  /** The releases whose modules are installed. */
  readonly installed: readonly string[];
  /** The modules that the kernel has built in, of the release that runs. */
  readonly builtIn: readonly string[];
  /** The modules that are loaded at boot. */
  readonly atBoot: readonly string[];
}

const read = async (file: string): Promise<string> => (await readText(file).catch(() => undefined)) ?? '';

/** The names in a file of modules-load.d(5). */
export const moduleNames = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#;]/.test(line));

async function loadedAtBoot(root: string): Promise<string[]> {
  const files = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = await listFolder(path.join(root, folder)).catch(() => []);
      return names.filter((name) => name.endsWith('.conf')).map((name) => path.join(root, folder, name));
    }),
  );
  const texts = await Promise.all([...files.flat(), path.join(root, '/etc/modules')].map(read));
  return [...new Set(texts.flatMap(moduleNames))];
}

/** A name with a dash is the same as with an underscore; the list has paths. */
const builtInNames = (text: string): string[] =>
  [...text.matchAll(/([^/\n]+)\.ko$/gm)].map(([, name = '']) => name.replaceAll('-', '_'));

/** The modules below a root. */
export const kernelModules = (root: string): Fact<KernelModules> => ({
  name: 'modules of the kernel',
  read: async () => {
    const release = os.release();
    const folder = path.join(root, MODULES);
    const [installed, builtIn, atBoot] = await Promise.all([
      listFolder(folder).catch(() => []),
      read(path.join(folder, release, 'modules.builtin')),
      loadedAtBoot(root),
    ]);
    return { release, installed, builtIn: builtInNames(builtIn), atBoot };
  },
});
