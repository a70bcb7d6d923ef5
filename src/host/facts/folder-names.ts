import path from 'node:path';
import { listFolder } from '../files/files.ts';
import type { Fact } from './fact.ts';

/** The names in a folder under a root; none if it does not exist. */
export const folderNames = (root: string, folder: string): Fact<readonly string[]> => ({
  name: `names in ${folder}`,
  read: async () => listFolder(path.join(root, folder)),
});
