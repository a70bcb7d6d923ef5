/**
 * Why a record is no peer: it can't be read; it can't be a node of the network; another record has what it claims. The
 * metrics count them by these names.
 */
export const REFUSALS = ['unreadable', 'unfit', 'rival'] as const;

export type RefusalReason = (typeof REFUSALS)[number];
