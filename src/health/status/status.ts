import { inspectSaved, type LookOptions } from '../../node/index.ts';
import type { NodeStatus } from './node-status.ts';

/** What a status is to look at. */
export interface StatusOptions extends Pick<LookOptions, 'nodesFile'> {
  /** Whether public IPs of peers are pinged. */
  readonly isProbing: boolean;
}

/** Looks at a node that was set up, or that flanneld built: what leads to each peer, and everything that is not as it was set up. */
export async function nodeStatus(
  root: string,
  { isProbing, ...options }: StatusOptions,
): Promise<NodeStatus> {
  const looked = await inspectSaved(root, options);
  // Where nothing is set up, nothing of this is loaded.
  const { statusOf } = await import('./status-of.ts');
  return statusOf(root, looked, isProbing);
}
