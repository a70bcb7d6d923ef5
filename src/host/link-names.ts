import { readText } from './files.ts';

/** The names of the links of this network namespace, without a process: out of /proc/net/dev (proc(5)). */
export const listLinkNames = async (): Promise<string[]> =>
  ((await readText('/proc/net/dev')) ?? '')
    .split('\n')
    .flatMap((line) => /^\s*(\S.*):(?:\s+\d+){16}\s*$/.exec(line)?.[1] ?? []);
