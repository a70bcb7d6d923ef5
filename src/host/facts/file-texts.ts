import path from 'node:path';
import { listFolder, readText } from '../files/files.ts';
import type { Fact } from './fact.ts';

/** Confs are small; a longer file is none. */
const LONGEST = 2 ** 20;

async function textAt(file: string): Promise<string | null> {
  const text = await readText(file).catch(() => undefined);
  return text === undefined || text.length > LONGEST ? null : text;
}

/** The text of a file under a root; null if it is not there, can't be read, or is longer than any conf. */
export const fileText = (root: string, file: string): Fact<string | null> => ({
  name: `text of ${file}`,
  read: async () => textAt(path.join(root, file)),
});

/** The texts of the files of a folder whose names have one of some endings, by name. */
export const folderTexts = (
  root: string,
  folder: string,
  endings: readonly string[],
): Fact<Readonly<Record<string, string>>> => ({
  name: `texts in ${folder}`,
  read: async () => {
    const names = (await listFolder(path.join(root, folder)).catch(() => [])).filter((name) =>
      endings.includes(path.extname(name)),
    );
    const texts = names.map(async (name) => [name, await textAt(path.join(root, folder, name))] as const);
    return Object.fromEntries(
      (await Promise.all(texts)).flatMap(([name, text]) => (text === null ? [] : [[name, text]])),
    );
  },
});
