import { pinsOf, sharesPublicIP } from '../../leases/index.ts';
import type { RememberedLease } from '../../node/index.ts';
import type { StoredLease } from '../../stores/index.ts';

/**
 * The record of the node that a host is, as far as the host remembers one: of its name, else of its public IP. Of several
 * with the public IP it is the one with the subnet that the host has.
 */
export function findOwn(
  leases: readonly StoredLease[],
  { node, subnets }: Pick<RememberedLease, 'node' | 'subnets'>,
): StoredLease | undefined {
  const named = leases.find(({ entry }) => entry !== undefined && entry.name === node?.name);
  if (named !== undefined || node === undefined) return named;
  const here = leases.filter(({ entry }) => entry !== undefined && sharesPublicIP(entry, node));
  const held = new Set(subnets.flatMap(({ ipv4, ipv6 }) => [ipv4 ?? [], ipv6 ?? []].flat()));
  return (
    here.find(({ entry }) => entry !== undefined && pinsOf(entry).some((pin) => held.has(pin))) ?? here[0]
  );
}
