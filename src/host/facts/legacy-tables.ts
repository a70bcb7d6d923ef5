import { readText } from '../files.ts';

const LISTS = { ip: '/proc/net/ip_tables_names', ip6: '/proc/net/ip6_tables_names' } as const;

/** The tables that the kernel's own part of iptables-legacy has by now; to ask the program would only make them. */
export const legacyTables = async (family: keyof typeof LISTS): Promise<string[]> =>
  ((await readText(LISTS[family])) ?? '').split('\n').filter(Boolean);
