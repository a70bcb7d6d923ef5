import { inspectSaved } from '../node/index.ts';
import type { NodeStatus } from './node-status.ts';

/** Looks at a node that was set up: what leads to each peer, and everything that is not as it was set up. */
export async function nodeStatus(root: string): Promise<NodeStatus> {
  const { found, uplinkFailure, findings } = await inspectSaved(root);
  // Where nothing is set up, nothing of this is loaded.
  const { statusOf } = await import('./status-of.ts');
  return statusOf(root, found, uplinkFailure, findings);
}
