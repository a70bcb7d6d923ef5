import type { RouteNexthop, RoutingRule, TableRoute } from '../../../host/index.ts';
import { ADDRESS_BITS, familyOf, parseAddress } from '../../../net/index.ts';
import { LOCAL_TABLE, MAIN_TABLE } from '../../../state/index.ts';

const NAMES: Readonly<Record<string, string>> = {
  '253': 'default',
  [MAIN_TABLE]: 'main',
  [LOCAL_TABLE]: 'local',
};

/** The name of a table as `ip` prints it. */
const tableName = (table: string): string => NAMES[table] ?? table;

/** A destination as `ip` prints it. */
function destination(dst: string): string {
  if (dst.endsWith('/0')) return 'default';
  const [address = '', length] = dst.split('/');
  const parsed = parseAddress(address);
  return parsed !== undefined && Number(length) === ADDRESS_BITS[familyOf(parsed)] ? address : dst;
}

/** A route with one of its next hops, as `ip route` prints it. */
export function routeText(route: TableRoute, nexthop?: RouteNexthop): string {
  const { type, dst, nhid, table, metric } = route;
  return [
    ...(type === 'unicast' ? [] : [type]),
    destination(dst),
    ...(nhid === undefined ? [] : ['nhid', `${nhid}`]),
    ...(nexthop?.via === undefined ? [] : ['via', nexthop.via]),
    ...(nexthop?.dev === undefined ? [] : ['dev', nexthop.dev]),
    ...(nexthop?.flags ?? []),
    ...(table === MAIN_TABLE ? [] : ['table', tableName(table)]),
    ...(metric === 0 || metric === 1024 ? [] : ['metric', `${metric}`]),
  ].join(' ');
}

/** A policy rule, as `ip rule` prints it. */
export function policyRuleText({ priority, action, table, from, to, iif, fwmark, not }: RoutingRule): string {
  return [
    `${priority}:`,
    ...(not ? ['not'] : []),
    'from',
    from ?? 'all',
    ...(to === undefined ? [] : ['to', to]),
    ...(iif === undefined ? [] : ['iif', iif]),
    ...(fwmark === undefined ? [] : ['fwmark', `0x${fwmark.value.toString(16)}`]),
    ...(action === 'lookup' ? ['lookup', tableName(table ?? MAIN_TABLE)] : [action]),
  ].join(' ');
}
