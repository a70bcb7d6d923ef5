import { isDeepStrictEqual } from 'node:util';
import type { NetConf } from '../../config/index.ts';
import { type PlanNode, publicIPsOfNode } from '../../flannel/index.ts';
import { plannedEntry } from '../../leases/index.ts';
import { type Address, FAMILY_NAMES } from '../../net/index.ts';
import type { StoredLease } from '../../stores/index.ts';
import type { HeldLease } from './own-lease.ts';

/** What the record under this node's key is: as this node wrote it, overwritten, or another node's. */
export type OwnRecordState =
  | { readonly state: 'ours' }
  /** @property hasSubnets whether it has the subnets of this node */
  | { readonly state: 'overwritten'; readonly hasSubnets: boolean }
  | { readonly state: 'claimed'; readonly by: Address; readonly hasSubnets: boolean };

/** Judges the record under this node's key. Only one with another public IP is another node's. */
export function judgeOwn(
  { entry, isUnavailable }: StoredLease,
  held: HeldLease,
  netConf: NetConf,
): OwnRecordState {
  if (entry === undefined) return { state: 'overwritten', hasSubnets: true };
  const there = plannedEntry(entry, netConf);
  const ours = writtenNode(held, netConf);
  const isSame =
    entry.backendType === held.lease.entry?.backendType &&
    FAMILY_NAMES.every((family) => isDeepStrictEqual(there[family], ours[family]));
  if (isSame) return isUnavailable ? { state: 'overwritten', hasSubnets: true } : { state: 'ours' };
  const by = publicIPsOfNode(entry).find((publicIP) => !publicIPsOfNode(ours).includes(publicIP));
  const hasSubnets = FAMILY_NAMES.every((family) => there[family]?.subnet === ours[family]?.subnet);
  return by === undefined ? { state: 'overwritten', hasSubnets } : { state: 'claimed', by, hasSubnets };
}

/** A store may hold other public IPs than this node's own, where its user wants others to be published. */
const writtenNode = ({ lease: { entry }, node }: HeldLease, netConf: NetConf): PlanNode =>
  entry === undefined ? node : plannedEntry(entry, netConf);
