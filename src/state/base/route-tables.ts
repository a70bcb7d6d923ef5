/** The main and the local routing table (RT_TABLE_MAIN, RT_TABLE_LOCAL), by their numbers as `ip -N` prints them. */
export const MAIN_TABLE = '254';
export const LOCAL_TABLE = '255';
