import type { RoutingRule } from '../../../host/index.ts';
import { type Address, prefixContainsAddress } from '../../../net/index.ts';

/** What the kernel looks a route up by. The packet has no mark. */
export interface RouteQuery {
  readonly to: Address;
  /** Unset while this host has not chosen one. */
  readonly from?: Address;
  /** The link that it came in by: `lo` for a packet of this host. */
  readonly iif: string;
}

const isMarkOfNone = ({ value, mask }: NonNullable<RoutingRule['fwmark']>): boolean => (0 & mask) === value;

/**
 * Whether the kernel asks a rule for a packet. Selectors of ports, users and the like hold for some packets only, and
 * are taken not to hold.
 */
export function isRuleFor(rule: RoutingRule, { to, from, iif }: RouteQuery): boolean {
  if (rule.others.some((name) => name !== 'suppress_ifgroup')) return false;
  const selected =
    (rule.to === undefined || prefixContainsAddress(rule.to, to)) &&
    (rule.from === undefined ||
      isAll(rule.from) ||
      (from !== undefined && prefixContainsAddress(rule.from, from))) &&
    (rule.iif === undefined || rule.iif === iif) &&
    rule.oif === undefined &&
    (rule.fwmark === undefined || isMarkOfNone(rule.fwmark));
  return selected !== (rule.not ?? false);
}

const isAll = (prefix: string): boolean => prefix.endsWith('/0');
