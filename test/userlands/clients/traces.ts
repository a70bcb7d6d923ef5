import type { Machine } from '../../machines/machine.ts';

/**
 * Where a pod leaves traces. What is not of one pod stays by design: host-local's lock and the last address it gave,
 * portmap's chains that all pods share.
 */
const LOOK = {
  ports: "ip -o link show master cni0 | cut -d' ' -f2",
  leases: "find /var/lib/cni -type f ! -name lock ! -name 'last_reserved_ip.*'",
  rules: 'iptables-save --table nat | grep CNI-DN- || true',
  namespaces: 'ls /run/netns 2> /dev/null || true',
};

export type Traces = Record<keyof typeof LOOK, string>;

export const NO_TRACES: Traces = { ports: '', leases: '', rules: '', namespaces: '' };

/** All that a node has of pods. */
export async function traces(node: Machine): Promise<Traces> {
  const found = { ...NO_TRACES };
  for (const what of ['ports', 'leases', 'rules', 'namespaces'] as const)
    found[what] = (await node.sh(LOOK[what])).trim();
  return found;
}
