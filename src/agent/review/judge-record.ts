import type { ListedLease } from '../../generated/types.d.ts';
import { pinsOf, type SourceEntry, sharesPublicIP } from '../../leases/index.ts';
import { prefixesOverlap } from '../../net/index.ts';
import type { RefusedRecord } from '../view/lease-view.ts';

/** A record's state, and the reason where it is not in use. */
export type Judged = Pick<ListedLease, 'state' | 'reason'>;

/**
 * Judges a record that is no peer: stale if a node in use has its public IP, a duplicate if one has another of its
 * values, else just left out.
 * @param inUse the records of peers and of this node
 */
export function judgeRefused(
  entry: SourceEntry | undefined,
  refused: RefusedRecord | undefined,
  inUse: readonly SourceEntry[],
): Judged {
  const reason = refused?.problems.map(({ message }) => message).join('; ') ?? 'it can’t be read';
  if (entry === undefined) return { state: 'leftOut', reason };
  const newer = inUse.find((other) => sharesPublicIP(entry, other));
  if (newer !== undefined) return { state: 'stale', reason };
  const isRival = refused?.why === 'rival' || inUse.some((other) => overlaps(entry, other));
  return { state: isRival ? 'duplicate' : 'leftOut', reason };
}

/**
 * Judges a record that is a peer. One that shares its public IP with a record that was written later is most likely of
 * the same node, which has another subnet now; packets for both are sent there.
 */
export function judgePeer(entry: SourceEntry, inUse: readonly SourceEntry[]): Judged {
  const { revision = 0 } = entry;
  const newer = inUse.find((other) => (other.revision ?? 0) > revision && sharesPublicIP(entry, other));
  if (newer === undefined) return { state: 'peer' };
  return { state: 'stale', reason: `its public IP is also that of ${newer.name}, which was written later` };
}

const overlaps = (one: SourceEntry, other: SourceEntry): boolean =>
  pinsOf(one).some((pin) => pinsOf(other).some((held) => prefixesOverlap(pin, held)));
