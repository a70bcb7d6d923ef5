import { Failure } from '../../errors/index.ts';
import type { ListedLease } from '../../generated/types.d.ts';
import type { LeaseReview } from './review-leases.ts';

/** What a removal is asked for with. */
export interface RemovalTerms {
  /** A record's key, its subnet, or the name of its node. */
  readonly wanted: string;
  /** Whether the record may be that of a node in use. */
  readonly force: boolean;
  /** The pid of the agent that keeps this node up to date; undefined: none runs. */
  readonly agent: number | undefined;
}

/**
 * The record to remove.
 * @throws Failure `usage` if there is none or several; `locked` for that of this node while its agent runs; `conflict` for
 * that of a node in use, unless forced
 */
export function chooseRemoval(review: LeaseReview, { wanted, force, agent }: RemovalTerms): ListedLease {
  const lease = oneLease(review, wanted);
  const { key, state } = lease;
  if (state === 'own' && agent !== undefined)
    throw new Failure('locked', `${key} is the record of this node, and its agent runs (pid ${agent})`, {
      hint: 'The agent would put it back. To take this node out of the network: flannelctl reset',
    });
  if (!force && (state === 'own' || state === 'peer'))
    throw new Failure('conflict', `${key} is the record of a node in use: its pods would be cut off`, {
      hint: 'If the node is gone for good, use --force.',
    });
  return lease;
}

function oneLease({ store, leases }: LeaseReview, wanted: string): ListedLease {
  const exact = leases.find(({ key }) => key === wanted);
  if (exact !== undefined) return exact;
  const found = leases.filter(({ subnets, node }) => subnets.includes(wanted) || node === wanted);
  const [only] = found;
  if (only === undefined)
    throw new Failure('usage', `there is no record ${wanted} in ${store}`, {
      hint: 'See what is there: flannelctl leases -o yaml',
    });
  if (found.length > 1)
    throw new Failure('usage', `${wanted} is in ${found.length} records`, {
      hint: `Give the key of one: ${found.map(({ key }) => key).join(', ')}`,
    });
  return only;
}
