import { readText } from '../../files/files.ts';
import type { Fact } from '../fact.ts';

/** Counters of a table of the kernel, summed over processors; none if the kernel does not have the table. */
export type TableCounters = Readonly<Record<string, number>>;

/** The first column is the size of the whole table, on the line of each processor. */
const ENTRIES = 'entries';

/** The counters of a file in /proc/net/stat: a line of names, then a line of hexadecimal values per processor. */
export function tableCountersOf(text: string): TableCounters {
  const [names = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  if (names[0] !== ENTRIES) return {};
  return Object.fromEntries(
    names.map((name, at) => {
      const values = rows.map((row) => Number.parseInt(row[at] ?? '0', 16));
      return [name, name === ENTRIES ? (values[0] ?? 0) : values.reduce((sum, value) => sum + value, 0)];
    }),
  );
}

const tableCounters = (file: string, name: string): Fact<TableCounters> => ({
  name,
  read: async () => tableCountersOf((await readText(`/proc/net/stat/${file}`)) ?? ''),
});

/** Connection tracking in this network namespace. */
export const conntrackCounters = tableCounters('nf_conntrack', 'counters of connection tracking');

/** IPv4's table of neighbors; one for all network namespaces. */
export const arpCounters = tableCounters('arp_cache', 'counters of IPv4 neighbors');

/** IPv6's table of neighbors; one for all network namespaces. */
export const ndiscCounters = tableCounters('ndisc_cache', 'counters of IPv6 neighbors');
