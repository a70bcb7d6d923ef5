import type { Problem } from '../../errors/index.ts';
import type { Address } from '../../net/index.ts';
import { isSubnetName } from '../codec/subnet-name.ts';
import type { NodeRequest } from '../types.ts';

/** The values that a node finds itself by. */
export interface OwnMarks {
  /** The value of `--node`. */
  readonly node?: string;
  readonly hostname: string;
  /** Its addresses of both families. */
  readonly publicIPs: readonly Address[];
}

/**
 * Finds this node's entry: the one with the given name, else with the host name, else with its public IP. With a
 * given name nothing else is tried, unless the entries have no names of their own.
 */
export function ownEntry<T extends NodeRequest>(
  entries: readonly T[],
  { node, hostname, publicIPs }: OwnMarks,
): { readonly entry?: T; readonly problem?: Problem } {
  const called = (name: string): T[] => entries.filter((entry) => entry.name === name);
  const named = called(node ?? hostname.toLowerCase());
  const candidates = node === undefined ? entries : entries.filter(({ name }) => isSubnetName(name));
  const found = named.length > 0 ? named : candidates.filter((entry) => isAt(entry, publicIPs));
  const [entry, other] = found;
  if (entry === undefined) return {};
  return other === undefined ? { entry } : { problem: ambiguous(found) };
}

const isAt = ({ ipv4, ipv6 }: NodeRequest, addresses: readonly Address[]): boolean =>
  [ipv4, ipv6].some((family) => family !== undefined && addresses.includes(family.publicIP));

const ambiguous = (found: readonly NodeRequest[]): Problem => ({
  severity: 'error',
  message: `this node could be ${found.map(({ name }) => name).join(' or ')}: it has the address of each`,
  hint: 'Say which with --node.',
});
