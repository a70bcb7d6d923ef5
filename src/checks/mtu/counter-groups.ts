/** The group of a family's counters, as nstat names it. */
export const COUNTER_GROUPS = { 4: 'Ip', 6: 'Ip6' } as const;
