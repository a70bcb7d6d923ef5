import { Failure } from '../../errors/index.ts';
import { type FamilyNetwork, subnetIndex } from '../../flannel/index.ts';
import type { NodeName, Prefix } from '../../net/index.ts';
import { subnetAtIndex } from './subnets.ts';

/**
 * A node's subnet in a network that may differ from the node's: the one with the same index, so that nodes that know
 * different peers choose the same subnets. A Failure if there is none.
 */
export function movedSubnet(
  node: NodeName,
  subnet: Prefix,
  before: FamilyNetwork | undefined,
  now: FamilyNetwork,
): Prefix {
  if (before === undefined || before.network === now.network) return subnet;
  const moved = subnetAtIndex(now, subnetIndex(before, subnet));
  if (moved !== undefined && before.subnetLen === now.subnetLen) return moved;
  throw new Failure(
    'invalidConfig',
    `${node} has ${subnet} of ${before.network}, and ${now.network} has no place for it`,
    { hint: 'Make a new plan (flannelctl plan), and give it to every node: flannelctl join --nodes FILE' },
  );
}
