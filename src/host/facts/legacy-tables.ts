import { readText } from '../files/files.ts';

const LISTS = { ip: '/proc/net/ip_tables_names', ip6: '/proc/net/ip6_tables_names' } as const;

/** The tables that iptables-legacy's kernel part has; running the program would create them. */
export const legacyTables = async (family: keyof typeof LISTS): Promise<string[]> =>
  ((await readText(LISTS[family])) ?? '').split('\n').filter(Boolean);
