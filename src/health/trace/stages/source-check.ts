import type { TableRoute } from '../../../host/index.ts';
import type { Address } from '../../../net/index.ts';
import { linkSetting, type TraceContext } from '../context.ts';
import { lookupRoute, type RouteAnswer } from '../lookup/lookup.ts';
import { policyRuleText, routeText } from '../lookup/text.ts';
import type { HopProblem } from '../model.ts';
import { linkWith } from '../view.ts';

/** A packet that came in, and the link that it is to leave by: `lo` for this host itself. */
export interface Incoming {
  readonly source: Address;
  readonly destination: Address;
  readonly iif: string;
  readonly oif: string;
}

/** The stricter of the two settings counts (ip-sysctl, rp_filter). */
const reversePathFilter = (ctx: TraceContext, iif: string): number =>
  Math.max(
    Number(linkSetting(ctx, 4, 'all', 'rp_filter') ?? 0),
    Number(linkSetting(ctx, 4, iif, 'rp_filter') ?? 0),
  );

const leadsBy = ({ nexthops }: TableRoute, answer: RouteAnswer, iif: string): boolean =>
  (answer.is === 'routed' && answer.nexthop.dev === iif) || nexthops.some(({ dev }) => dev === iif);

const textOf = (answer: RouteAnswer): string => {
  if (answer.is === 'none') return 'there is no route to it';
  if (answer.is === 'refused')
    return `the way to it is ${answer.type}: ${answer.route === undefined ? policyRuleText(answer.rule) : routeText(answer.route)}`;
  return `the way to it is ${routeText(answer.route, answer.is === 'routed' ? answer.nexthop : undefined)}`;
};

/**
 * What the kernel has against the source of an IPv4 packet that came in (fib_validate_source, 6.18): that it is an
 * address of this host, or that the way to it is not by the link that the packet came in by.
 */
export function sourceProblem(
  ctx: TraceContext,
  { source, destination, iif, oif }: Incoming,
): HopProblem | undefined {
  if (source.includes(':')) return undefined;
  if (linkWith(ctx.view, source) !== undefined && linkSetting(ctx, 4, iif, 'accept_local') !== '1')
    return {
      message: `the kernel drops packets that come in from ${source}, an address of this host itself (martian source)`,
      check: 'addresses',
    };
  const filter = reversePathFilter(ctx, iif);
  if (filter === 0) return undefined;
  const answer = lookupRoute(ctx.view, { to: source, from: destination, iif: oif });
  const passes = answer.is === 'routed' && (filter === 2 || leadsBy(answer.route, answer, iif));
  return passes
    ? undefined
    : {
        message: `rp_filter ${filter} on ${iif} drops packets from ${source}: ${textOf(answer)}`,
        check: 'ReversePath',
      };
}
