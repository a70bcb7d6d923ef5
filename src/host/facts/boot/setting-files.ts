import path from 'node:path';
import { listFolder, readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';

/** A setting that is written when the host boots, by the file that has the last word. */
export interface BootSetting {
  readonly value: string;
  readonly file: string;
}

/** The folders of sysctl.d(5): of files with one name the first counts. */
const FOLDERS = [
  '/etc/sysctl.d',
  '/run/sysctl.d',
  '/usr/local/lib/sysctl.d',
  '/usr/lib/sysctl.d',
  '/lib/sysctl.d',
];

/** `a.b.c` or `a/b.c`: the first separator is that of the whole name (sysctl.d(5)). */
function pathOf(key: string): string {
  const [separator] = /[./]/.exec(key) ?? [];
  if (separator !== '.') return key;
  return key.replaceAll(/[./]/g, (one) => (one === '.' ? '/' : '.'));
}

/** The assignments in a file's text. */
export const assignmentsOf = (text: string): [path: string, value: string][] =>
  text.split('\n').flatMap((line): [string, string][] => {
    const [, key, value] = /^\s*-?\s*([^\s#;=]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[pathOf(key), value]];
  });

/** The files that systemd-sysctl reads, in their order, and /etc/sysctl.conf, which `sysctl --system` reads last. */
async function filesIn(root: string): Promise<string[]> {
  const byName = new Map<string, string>();
  for (const folder of FOLDERS)
    for (const name of await listFolder(path.join(root, folder)).catch(() => []))
      if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, path.join(folder, name));
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  return [...sorted, '/etc/sysctl.conf'];
}

/** What the files below a root write of some settings at boot, by their paths below /proc/sys. */
export const bootSettings = (
  root: string,
  paths: readonly string[],
): Fact<Readonly<Record<string, BootSetting>>> => ({
  name: `settings at boot ${paths.join(' ')}`,
  read: async () => {
    const files = await filesIn(root);
    const texts = await Promise.all(
      files.map(async (file) => readText(path.join(root, file)).catch(() => undefined)),
    );
    const written = files.flatMap((file, i) =>
      assignmentsOf(texts[i] ?? '').map(([key, value]) => [key, { value, file }] as const),
    );
    return Object.fromEntries(written.filter(([key]) => paths.includes(key)));
  },
});
