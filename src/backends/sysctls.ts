import { type HostObject, IP_FORWARD } from '../state/index.ts';
import type { NodeNetwork } from './input.ts';

const sysctl = (path: string): HostObject => ({ kind: 'sysctl', path, value: '1' });

/**
 * Forwarding between pods and peers; and iptables for bridged packets, without which a pod can't reach a Service whose
 * pod is on the same node (faults 8, 9). The second exists only where br_netfilter is loaded.
 */
export const sysctlObjects = ({ kernel }: NodeNetwork): HostObject[] => [
  sysctl(IP_FORWARD),
  ...(kernel.bridgeNetfilter ? [sysctl('net/bridge/bridge-nf-call-iptables')] : []),
];
