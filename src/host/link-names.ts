import { readText } from './files/files.ts';

/** Lists the names of the links in this network namespace from /proc/net/dev (proc(5)), without starting a process. */
export const listLinkNames = async (): Promise<string[]> =>
  ((await readText('/proc/net/dev')) ?? '')
    .split('\n')
    .flatMap((line) => /^\s*(\S.*):(?:\s+\d+){16}\s*$/.exec(line)?.[1] ?? []);
