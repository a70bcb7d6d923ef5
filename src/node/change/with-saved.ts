import type { CheckedNode } from '../../checks/index.ts';
import { type Facts, hostFacts, oneReading } from '../../host/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { requireSaved } from './look.ts';

/**
 * Does something with a node that was set up, as checks see it, and with the facts of its host, all of one moment.
 * Runs no check and changes nothing.
 */
export const withSavedNode = async <T>(
  root: string,
  work: (node: CheckedNode, facts: Facts) => Promise<T>,
): Promise<T> =>
  oneReading(async () => {
    const facts = hostFacts();
    const saved = await requireSaved(root, facts);
    // Loaded only on a node that is set up.
    const { compareSaved } = await import('./compare-saved.ts');
    const { found } = await compareSaved(root, saved, facts, []);
    return work(checkedNode(found), facts);
  });
