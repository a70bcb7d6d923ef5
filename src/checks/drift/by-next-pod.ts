import type { CheckedNode } from '../check.ts';

/** How a pod bridge comes back that flanneld does not make: the CNI plugin makes it as it attaches a pod. */
export const byNextPod = ({ network: { bridge } }: CheckedNode): string =>
  `Restart the pods of this node: the CNI plugin makes ${bridge} with the first one.`;
