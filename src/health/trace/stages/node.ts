import { MAIN_TABLE } from '../../../state/index.ts';
import type { TraceContext } from '../context.ts';
import { linkSetting } from '../context.ts';
import { familyAt } from '../known.ts';
import { lookupRoute, type RouteAnswer } from '../lookup/lookup.ts';
import { policyRuleText, routeText } from '../lookup/text.ts';
import { broken, type Flow, type TraceHop } from '../model.ts';
import { sourceOn } from '../view.ts';
import { hookHops, packetOf } from './firewall.ts';
import { leave } from './leave.ts';
import { sourceProblem } from './source-check.ts';

type Refused = Extract<RouteAnswer, { readonly is: 'refused' | 'none' }>;

/** The hop at which the kernel has no way for a packet, or one that refuses it. */
function refusedHop(ctx: TraceContext, flow: Flow, answer: Refused): TraceHop {
  const { destination } = flow;
  const hop = { on: ctx.node.name, kind: 'route' } as const;
  if (answer.is === 'none')
    return broken({ ...hop, object: 'no route' }, `there is no route to ${destination}`, absentCheck(flow));
  const { rule, route, type } = answer;
  const object = route === undefined ? policyRuleText(rule) : routeText(route);
  const by = route === undefined ? `the rule with priority ${rule.priority}` : `the route ${object}`;
  return broken({ ...hop, object }, `${by} refuses it: ${type}`, refusedCheck(flow, answer));
}

const isForPeerItself = ({ to, family, destination }: Flow): boolean =>
  to.place.at === 'peer' && familyAt(to.place.peer, family)?.publicIP === destination;

/** The check of a route that is not there. */
function absentCheck(flow: Flow): string {
  const { at } = flow.to.place;
  if (isForPeerItself(flow)) return 'PeerPaths';
  return { peer: 'PeerRoutes', outside: 'DefaultRoute', here: 'routing' }[at];
}

/** The check of a route, or of a policy rule, that refuses packets. */
function refusedCheck(flow: Flow, { rule, route }: Extract<Refused, { readonly is: 'refused' }>): string {
  if (isForPeerItself(flow)) return 'PeerPaths';
  return route !== undefined && rule.table === MAIN_TABLE ? 'Routes' : 'Ways';
}

/** The check of forwarding: of all links, or of one alone. */
const forwardCheck = ({ view }: TraceContext, family: 4 | 6): string =>
  family === 4 && view.settings['net/ipv4/ip_forward'] !== '0' ? 'LinkForwarding' : 'Settings';

/** A packet ends at this host. */
const localHop = (ctx: TraceContext, { destination }: Flow): TraceHop => ({
  on: ctx.node.name,
  kind: 'local',
  object: `local ${destination}`,
  state: 'ok',
});

/** Whether the kernel forwards what comes in by a link; IPv6 has one setting for all. */
function forwards(
  ctx: TraceContext,
  family: 4 | 6,
  iif: string,
): { readonly setting: string; readonly value?: string } {
  const setting = family === 4 ? `net.ipv4.conf.${iif}.forwarding` : 'net.ipv6.conf.all.forwarding';
  const value =
    family === 4 ? linkSetting(ctx, 4, iif, 'forwarding') : ctx.view.settings['net/ipv6/conf/all/forwarding'];
  return { setting, ...(value === undefined ? {} : { value }) };
}

/** What the kernel checks of a packet that came in: that it forwards, and that the source is plausible. */
function incomingProblem(ctx: TraceContext, flow: Flow, iif: string, oif: string): TraceHop | undefined {
  const { source, destination, family } = flow;
  const hop = { on: ctx.node.name, kind: 'forward', object: `${iif} → ${oif}` } as const;
  const { setting, value } = forwards(ctx, family, iif);
  if (oif !== 'lo' && value === '0')
    return broken(
      hop,
      `the kernel does not forward what comes in by ${iif}: ${setting} is 0`,
      forwardCheck(ctx, family),
    );
  if (source === undefined) return undefined;
  const problem = sourceProblem(ctx, { source, destination, iif, oif });
  return problem && broken(hop, problem.message, problem.check);
}

const disabledIpv6 = (ctx: TraceContext, { family }: Flow, iif: string): boolean =>
  family === 6 && linkSetting(ctx, 6, iif, 'disable_ipv6') === '1';

/** A packet comes in by a link and is routed: on by another link, or to this host itself. */
export function enter(ctx: TraceContext, flow: Flow, iif: string): readonly TraceHop[] {
  const { source, destination } = flow;
  const answer = lookupRoute(ctx.view, {
    to: destination,
    ...(source === undefined ? {} : { from: source }),
    iif,
  });
  const isLocal = answer.is === 'local';
  if (disabledIpv6(ctx, flow, iif))
    return [
      broken(
        { on: ctx.node.name, kind: 'forward', object: iif },
        `IPv6 is switched off on ${iif}`,
        'Ipv6Disabled',
      ),
    ];
  const before = hookHops(ctx, packetOf(flow, { iif, oif: '', isLocal }), ['prerouting']);
  if (before.isStopped) return before.hops;
  if (answer.is === 'none' || answer.is === 'refused') return [...before.hops, refusedHop(ctx, flow, answer)];
  const oif = isLocal ? 'lo' : (answer.nexthop.dev ?? '');
  const problem = incomingProblem(ctx, flow, iif, oif);
  if (problem !== undefined) return [...before.hops, problem];
  if (!isLocal) return [...before.hops, ...leave(ctx, flow, answer, iif)];
  const input = hookHops(ctx, packetOf(flow, { iif, oif: '', isLocal }), ['input']);
  return [...before.hops, ...input.hops, ...(input.isStopped ? [] : [localHop(ctx, flow)])];
}

/** The route of a packet of this host. What is sent has no source address yet; what is answered has. */
const ownRoute = ({ view }: TraceContext, { destination, source, isReply }: Flow): RouteAnswer =>
  lookupRoute(view, {
    to: destination,
    ...(isReply && source !== undefined ? { from: source } : {}),
    iif: 'lo',
  });

/** The address that this host sends from, by the route to a destination. */
export function ownSource(ctx: TraceContext, flow: Flow): Flow['source'] {
  if (flow.source !== undefined) return flow.source;
  const answer = ownRoute(ctx, flow);
  if (answer.is === 'local') return flow.destination;
  if (answer.is !== 'routed') return undefined;
  return answer.route.src ?? sourceOn(ctx.view.links.get(answer.nexthop.dev ?? ''), flow.destination);
}

/** A packet of this host for itself goes out by the loopback link and comes in again, through all hooks. */
function byLoopback(ctx: TraceContext, flow: Flow): readonly TraceHop[] {
  const out = hookHops(ctx, packetOf(flow, { iif: '', oif: 'lo' }), ['output', 'postrouting']);
  if (out.isStopped) return out.hops;
  const back = packetOf(flow, { iif: 'lo', oif: '', isLocal: true });
  const into = hookHops(ctx, back, ['prerouting', 'input']);
  return [...out.hops, ...into.hops, ...(into.isStopped ? [] : [localHop(ctx, flow)])];
}

/** A packet of this host itself is routed and leaves. */
export function fromHost(ctx: TraceContext, flow: Flow): readonly TraceHop[] {
  const answer = ownRoute(ctx, flow);
  if (answer.is === 'local') return byLoopback(ctx, flow);
  if (answer.is !== 'routed') return [refusedHop(ctx, flow, answer)];
  return leave(ctx, flow, answer, '');
}
