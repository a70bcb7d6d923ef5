import type { CheckedNode } from '../../checks/index.ts';
import { type Facts, hostFacts, oneReading } from '../../host/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { compareNode } from './look.ts';

/**
 * Does something with a node that was set up, or that flanneld built, as checks see it, and with the facts of its host, all of one moment.
 * Runs no check and changes nothing.
 */
export const withSavedNode = async <T>(
  root: string,
  work: (node: CheckedNode, facts: Facts) => Promise<T>,
): Promise<T> =>
  oneReading(async () => {
    const facts = hostFacts();
    const { found } = await compareNode(root, facts, { checks: [] });
    return work(checkedNode(found), facts);
  });
