import { readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';

/** The queue of received packets that wait for a processor, since boot; one for all network namespaces. */
export interface Backlog {
  readonly processed: number;
  /** Packets that came while the queue was full (net.core.netdev_max_backlog). */
  readonly dropped: number;
}

/** The first two columns of /proc/net/softnet_stat, a line per processor, in hexadecimal digits. */
export function backlogOf(text: string): Backlog {
  const rows = text.split('\n').flatMap((line) => {
    const [, processed, dropped] = /^([0-9a-f]+) ([0-9a-f]+) /.exec(line) ?? [];
    return processed === undefined || dropped === undefined ? [] : [[processed, dropped] as const];
  });
  const sum = (at: 0 | 1): number => rows.reduce((all, row) => all + Number.parseInt(row[at], 16), 0);
  return { processed: sum(0), dropped: sum(1) };
}

export const backlog: Fact<Backlog> = {
  name: 'backlog of received packets',
  read: async () => backlogOf((await readText('/proc/net/softnet_stat')) ?? ''),
};
