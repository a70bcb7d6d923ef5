import type { FamilyName } from '../net/index.ts';

/**
 * The keys of a node in lists and plans, by family, in flannel's spelling (flannel-facts 3.1, 5). Backends add the
 * keys of their lease data.
 */
export const NODE_KEYS = {
  ipv4: { publicIP: 'publicIP', subnet: 'subnet' },
  ipv6: { publicIP: 'publicIPv6', subnet: 'ipv6Subnet' },
} as const satisfies Record<FamilyName, Record<string, string>>;
