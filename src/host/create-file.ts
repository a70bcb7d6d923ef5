import { randomBytes } from 'node:crypto';
import { link, open } from 'node:fs/promises';
import path from 'node:path';
import { removeFile, syncFolder } from './files.ts';

/**
 * Creates a file as a whole or not at all, also across a power cut, and only where nothing has its name: of two that do
 * it at the same time one gets EEXIST.
 */
export async function createFile(file: string, content: string, mode: number): Promise<void> {
  const [folder, base] = [path.dirname(file), path.basename(file)];
  const temporary = path.join(folder, `.${base}.${randomBytes(4).toString('hex')}.flannelctl`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.chmod(mode); // the umask may have taken bits away
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(temporary, file);
  } finally {
    await removeFile(temporary);
  }
  await syncFolder(folder);
}
