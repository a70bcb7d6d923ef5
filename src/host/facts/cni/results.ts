import path from 'node:path';
import { listFolder, readText } from '../../files/files.ts';
import { type Item, isItem } from '../../observe/json/fields.ts';

/** libcni's cache folder: a file for each interface that a plugin attached and has not detached. */
export const CNI_RESULTS = '/var/lib/cni/results';

/** A node runs up to about 250 pods; more files are not all of pods. */
const MOST_RESULTS = 2000;

/**
 * Reads the files of libcni's cache under a root; one that can't be read counts as absent.
 * @param valueIn the value in the text of a file; undefined if there is none, which is then left out
 */
export async function readResults<T>(root: string, valueIn: (text: string) => T | undefined): Promise<T[]> {
  const folder = path.join(root, CNI_RESULTS);
  const names = (await listFolder(folder).catch(() => [])).slice(0, MOST_RESULTS);
  const values = await Promise.all(
    names.map(async (name) => {
      const text = await readText(path.join(folder, name)).catch(() => undefined);
      return valueIn(text ?? '');
    }),
  );
  return values.flatMap((value) => (value === undefined ? [] : [value]));
}

/** A text of the cache as an object; undefined for one that libcni did not write. */
export function cachedResult(text: string): Item | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isItem(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The objects in a list of a cached result; none where there is no list. */
export const objectsAt = (item: Item, key: string): readonly Item[] => {
  const value = item[key];
  return Array.isArray(value) ? value.filter(isItem) : [];
};
