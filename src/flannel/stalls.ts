import { parseSubnetKey } from './etcd-keys.ts';

/** What flanneld looks at of a record before it routes to it. */
export interface ReadRecord {
  /** The part of its key behind `<prefix>/subnets/`; absent in Kubernetes. */
  readonly subnetKey?: string;
  readonly backendType?: string;
  /** BackendData as it is written: any JSON. */
  readonly backendData?: unknown;
}

/** As flanneld reads keys: anchored at the end only (flannel-facts 3.2). */
const LOOSE = /(?:^|\D)\d+(?:\.\d+){3}-(?<len>\d+)(?:&[a-f\d:]+-\d+)?$/;

/**
 * How a record stops every flanneld of a network, as a clause about it; undefined if it does not. What flanneld skips or
 * programs does no harm (agent-facts B2, B3, D5).
 * @param network its backend, and whether it has IPv6
 */
export function flanneldStall(
  { subnetKey, backendType, backendData }: ReadRecord,
  network: { readonly backend: string; readonly hasIPv6: boolean },
): string | undefined {
  const key = subnetKey === undefined ? undefined : LOOSE.exec(subnetKey);
  if (key === null || Number(key?.groups?.['len'] ?? 0) > 31)
    return 'flanneld can’t read its key: it removes all its routes, then repeats the removal of its own for minutes';
  if (network.backend !== 'vxlan' || backendType !== 'vxlan' || !isObject(backendData)) return undefined;
  if (subnetKey?.includes('&') === true && !network.hasIPv6)
    return 'flanneld hangs for good at an IPv6 subnet in a network without IPv6, and no longer ends by SIGTERM';
  if (!hasMac(backendData)) return 'flanneld does nothing else for 51 s, because it has no VtepMAC';
  if (subnetKey !== undefined && parseSubnetKey(subnetKey) === undefined)
    return 'flanneld does nothing else for 51 s, because its key has host bits or no such subnet';
  return undefined;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Go takes keys in any case. */
const hasMac = (data: object): boolean =>
  Object.entries(data).some(
    ([key, value]) => key.toLowerCase() === 'vtepmac' && value !== null && value !== '',
  );
