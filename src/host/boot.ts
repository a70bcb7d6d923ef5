import { readText } from './files/files.ts';

/** Names this boot of the machine. */
export const bootId = async (): Promise<string> =>
  ((await readText('/proc/sys/kernel/random/boot_id')) ?? '').trim();
