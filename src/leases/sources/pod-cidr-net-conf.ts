import type { NetConf } from '../../config/index.ts';
import { addressPart, lengthOf, type Prefix, prefixContains } from '../../net/index.ts';
import { whyNotOf } from '../subnets.ts';

const KEYS = {
  ipv4: { len: 'SubnetLen', min: 'SubnetMin', max: 'SubnetMax' },
  ipv6: { len: 'IPv6SubnetLen', min: 'IPv6SubnetMin', max: 'IPv6SubnetMax' },
} as const;

/** A node that has its subnets. */
type Pinned = { readonly [family in keyof typeof KEYS]?: { readonly pin?: Prefix } };

/**
 * A net-conf under which a cluster's podCIDRs are subnets: in Kubernetes flanneld ignores the keys about subnets
 * (flannel-facts 1.3), and the controller manager gives out the network's first subnet, too, which flanneld itself never
 * does. Where a family's podCIDRs fit, nothing of it is changed.
 */
export function podCidrNetConf(
  written: Readonly<Record<string, unknown>>,
  netConf: NetConf,
  nodes: readonly Pinned[],
): Readonly<Record<string, unknown>> {
  return (['ipv4', 'ipv6'] as const).reduce((changed, family) => {
    const network = netConf[family];
    if (network === undefined) return changed;
    const pins = nodes
      .flatMap((node) => node[family]?.pin ?? [])
      .filter((pin) => prefixContains(network.network, pin));
    const subnetLen = mostUsual(pins.map(lengthOf));
    if (subnetLen === undefined || pins.every((pin) => whyNotOf(network, pin) === undefined)) return changed;
    const { len, min, max } = KEYS[family];
    const others = Object.entries(changed).filter(([key]) => !isOneOf(key, [len, min, max]));
    const first = addressPart(network.network);
    return { ...Object.fromEntries(others), [len]: subnetLen, [min]: first };
  }, written);
}

const isOneOf = (key: string, names: readonly string[]): boolean =>
  names.some((name) => name.toLowerCase() === key.toLowerCase());

function mostUsual(lengths: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
