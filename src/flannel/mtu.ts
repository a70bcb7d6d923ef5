import type { FamilyName } from '../net/index.ts';
import type { EnabledFamilies } from './network.ts';

/** The least MTU a link may have: below 68 the kernel refuses (RFC 791), below 1280 it takes IPv6 off the link (RFC 8200, 5). */
export const LEAST_MTU = { ipv4: 68, ipv6: 1280 } as const;

/** What an encapsulation takes of every packet, in bytes, by the family of the outer packet. */
export type Overhead = Readonly<Record<FamilyName, number>>;

/** The family that needs the most room, of those that are on. */
export const neediestFamily = ({ ipv6 }: EnabledFamilies): FamilyName => (ipv6 ? 'ipv6' : 'ipv4');

/** The least value that `MTU` of a net-conf's backend may have. */
export function leastMtu(overhead: Overhead, families: EnabledFamilies): number {
  const family = neediestFamily(families);
  return LEAST_MTU[family] + overhead[family];
}
