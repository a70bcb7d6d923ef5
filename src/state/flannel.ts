import { addressPart, lengthOf, type Prefix, prefixContains } from '../net/index.ts';
import type { Takeover } from './kind.ts';
import type { Link, Route } from './objects.ts';
import { BOOT } from './protocol.ts';
import type { Ruleset } from './rules.ts';

/** What flanneld's objects look like, as it leaves them (flannel-facts 2.1, 2.2, 5, 6). */

const LINK_NAME = /^flannel(?:-v6)?\.(\d+)$/;

/** A vxlan link of flanneld's name that bears nobody's mark. */
export const isFlannelLink = ({ name, spec, group, alias }: Link): boolean =>
  spec.type === 'vxlan' &&
  LINK_NAME.exec(name)?.[1] === `${spec.vni}` &&
  !spec.learning &&
  !spec.external &&
  group === 0 &&
  alias === '';

/** Whether a route leads to a peer of flannel's: over a link that is taken over, or straight to the peer's node. */
export function isFlannelRoute(
  { dst, nhid, via, dev, onlink, protocol }: Route,
  { links, flannel }: Takeover,
): boolean {
  if (protocol !== BOOT || nhid !== undefined || via === undefined || dev === undefined) return false;
  if (onlink) return links.has(dev) && via === addressPart(dst);
  return dev === flannel?.uplink && flannel.networks.some((network) => isSubnetOf(network, dst));
}

const isSubnetOf = (
  { network, subnetLen }: { readonly network: Prefix; readonly subnetLen: number },
  prefix: Prefix,
): boolean => lengthOf(prefix) === subnetLen && prefixContains(network, prefix);

const CHAINS = new Set(['postrtg', 'forward', 'FLANNEL-POSTRTG', 'FLANNEL-FWD']);

/** Whether there is nothing in rules of flannel's names that flannel does not write; it may be old, or empty. */
export const isFlannelRuleset = ({ chains }: Ruleset): boolean =>
  chains.every(
    ({ name, hookedBy, rules }) =>
      CHAINS.has(name) && hookedBy === undefined && rules.every((rule) => !('unknown' in rule)),
  );

const ENV_LINE = /^FLANNEL_(NETWORK|SUBNET|IPV6_NETWORK|IPV6_SUBNET|MTU|IPMASQ)=\S*$/;

/** Whether a text is a subnet.env as flanneld writes it. */
export function isSubnetEnv(text: string): boolean {
  const lines = text.split('\n').filter(Boolean);
  return lines.every((line) => ENV_LINE.test(line)) && /^FLANNEL_(IPV6_)?SUBNET=/m.test(text);
}

/** Whether a text is a CNI conf list with flannel's plugin in it. */
export function isFlannelConfList(text: string): boolean {
  try {
    const { plugins } = JSON.parse(text) as { readonly plugins?: unknown };
    return (
      Array.isArray(plugins) &&
      plugins.some((plugin: { type?: unknown } | null) => plugin?.type === 'flannel')
    );
  } catch {
    return false;
  }
}
