import type { FamilyName } from '../net/index.ts';

/** The keys of a node in lists and plans, by family: flannel's words (flannel-facts 3.1, 5). */
export const NODE_KEYS = {
  ipv4: { publicIP: 'publicIP', subnet: 'subnet', vtepMac: 'vtepMAC' },
  ipv6: { publicIP: 'publicIPv6', subnet: 'ipv6Subnet', vtepMac: 'vtepMACv6' },
} as const satisfies Record<FamilyName, Record<string, string>>;

export type NodeKey = (typeof NODE_KEYS)[FamilyName]['publicIP' | 'subnet' | 'vtepMac'];
