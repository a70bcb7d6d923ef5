import { isFlannelChain, vxlanLinkName } from '../flannel/index.ts';
import { addressPart, FAMILY_NAMES, lengthOf, type Prefix, prefixContains } from '../net/index.ts';
import type { Takeover } from './kind.ts';
import type { Link, Route } from './objects.ts';
import { BOOT } from './protocol.ts';
import type { Ruleset } from './rules.ts';

/** What flanneld's objects look like, as it leaves them (flannel-facts 2.1, 2.2, 5, 6). */

/** A vxlan link of flanneld's name that bears nobody's mark. */
export const isFlannelLink = ({ name, spec, group, alias }: Link): boolean =>
  spec.type === 'vxlan' &&
  FAMILY_NAMES.some((family) => name === vxlanLinkName(family, spec.vni)) &&
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

/** Whether there is nothing in rules of flannel's names that flannel does not write; it may be old, or empty. */
export const isFlannelRuleset = ({ chains }: Ruleset): boolean =>
  chains.every(
    ({ name, hookedBy, rules }) =>
      isFlannelChain(name) && hookedBy === undefined && rules.every((rule) => !('unknown' in rule)),
  );
