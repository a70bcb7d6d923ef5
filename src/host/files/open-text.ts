import { refuseLarge } from './bounded.ts';
import { DISK, type Disk } from './disk.ts';

/** A file held open for repeated reading, also after it was deleted. */
export interface OpenText {
  readonly read: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Opens a file that exists. Reading it throws a Failure if it has become too large. */
export async function openText(file: string, disk: Disk = DISK): Promise<OpenText> {
  const handle = await disk.open(file, 'r');
  return {
    read: async () => {
      const { size } = await handle.stat();
      refuseLarge(file, size, 'state');
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
      return buffer.toString('utf8', 0, bytesRead);
    },
    close: async () => handle.close(),
  };
}
