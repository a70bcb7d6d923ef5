import type { ProgramName } from '../host/index.ts';

/** Programs of Kubernetes on a node; each has Services there. */
export const KUBERNETES: ReadonlySet<ProgramName> = new Set([
  'kubelet',
  'kube-proxy',
  'k3s-server',
  'k3s-agent',
]);
