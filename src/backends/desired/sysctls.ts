import { type HostObject, IP_FORWARD, IP6_FORWARD } from '../../state/index.ts';
import type { BackendInput } from '../base/input.ts';

/** By family: forwarding, and iptables for bridged packets. */
const SETTINGS = {
  ipv4: { forward: IP_FORWARD, bridge: 'net/bridge/bridge-nf-call-iptables' },
  ipv6: { forward: IP6_FORWARD, bridge: 'net/bridge/bridge-nf-call-ip6tables' },
} as const;

const sysctl = (path: string): HostObject => ({ kind: 'sysctl', path, value: '1' });

/**
 * Forwarding between pods and peers; and iptables for bridged packets, without which a pod can't reach a Service
 * whose pod is on the same node (faults 8, 9). The second setting exists only with br_netfilter loaded.
 */
export const sysctlObjects = ({ families, kernel }: BackendInput): HostObject[] => [
  ...families.map(({ name }) => sysctl(SETTINGS[name].forward)),
  ...(kernel.bridgeNetfilter ? families.map(({ name }) => sysctl(SETTINGS[name].bridge)) : []),
];
