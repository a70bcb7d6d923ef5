import type { PlanNode } from '../../../leases/index.ts';
import { addressPart, prefixContainsAddress } from '../../../net/index.ts';
import { MAIN_TABLE } from '../../../state/index.ts';
import type { TraceContext } from '../context.ts';
import { familyAt, overlayOf, peerObjects } from '../known.ts';
import type { Routed } from '../lookup/lookup.ts';
import { routeText } from '../lookup/text.ts';
import { broken, type Flow, type TraceHop } from '../model.ts';
import { sourceOn } from '../view.ts';
import { toPod, upToBroken } from './bridge.ts';
import { farSide } from './far-side.ts';
import { hookHops, judgePacket, packetOf } from './firewall.ts';
import { isVxlanLink } from './neighbor.ts';
import { byOverlay, byUplink } from './overlay.ts';

/** The hop of a route, with what a reader should know of it. */
const routeHop = (ctx: TraceContext, { rule, route, nexthop, choices }: Routed): TraceHop => ({
  on: ctx.node.name,
  kind: 'route',
  object: routeText(route, nexthop),
  ...(route.mtu === undefined ? {} : { carries: route.mtu }),
  notes: [
    ...(rule.table === MAIN_TABLE ? [] : [`by the rule with priority ${rule.priority}`]),
    ...(choices > 1 ? [`one of ${choices} next hops, by a hash`] : []),
  ],
  state: 'ok',
});

/** Whether a next hop leads to a peer: by the overlay, or with the peer as the gateway. */
function leadsToPeer(ctx: TraceContext, flow: Flow, peer: PlanNode, { nexthop }: Routed): boolean {
  const at = familyAt(peer, flow.family);
  if (at === undefined || flow.destination === at.publicIP) return true;
  if (nexthop.via === at.publicIP) return true;
  return nexthop.dev === overlayOf(ctx.node, flow.family);
}

/** What is wrong with a route: it leads elsewhere than to the pod, or to the peer. */
function strayProblem(ctx: TraceContext, flow: Flow, routed: Routed): string | undefined {
  const { place } = flow.to;
  const { bridge } = ctx.node.network;
  if (place.at === 'here' && flow.to.kind === 'pod' && routed.nexthop.dev !== bridge)
    return `the route leads to ${routed.nexthop.dev}, but the pod is on ${bridge}`;
  if (place.at !== 'peer' || leadsToPeer(ctx, flow, place.peer, routed)) return undefined;
  const wanted = peerObjects(ctx.node.network, place.peer, flow.family).route;
  const subnet = wanted?.dst ?? familyAt(place.peer, flow.family)?.subnet;
  const by = routed.nexthop.via ?? routed.nexthop.dev;
  return routed.route.dst === subnet
    ? `the route to ${subnet} leads to ${by}, not to ${place.peer.name}`
    : `no route to ${subnet} of ${place.peer.name} is used: the packet goes to ${by}`;
}

/** The check of a route that leads elsewhere. */
function strayCheck({ to, family }: Flow, { rule, route }: Routed): string {
  if (to.place.at !== 'peer') return 'routing';
  if (rule.table !== MAIN_TABLE) return 'Ways';
  const subnet = familyAt(to.place.peer, family)?.subnet;
  const isWithin =
    subnet !== undefined && route.dst !== subnet && prefixContainsAddress(subnet, addressPart(route.dst));
  return isWithin ? 'Routes' : 'PeerRoutes';
}

/** Whether, and by which rule, this host puts its own address in the place of the source. */
function masqueradeHop(
  ctx: TraceContext,
  flow: Flow,
  { nexthop }: Routed,
  iif: string,
): TraceHop | undefined {
  const packet = packetOf(flow, { iif, oif: nexthop.dev ?? '' });
  const rule = packet && judgePacket(ctx, 'postrouting', packet).masquerade;
  if (rule === undefined) return undefined;
  const source = sourceOn(ctx.view.links.get(nexthop.dev ?? ''), flow.destination);
  return {
    on: ctx.node.name,
    kind: 'masquerade',
    object: `${flow.source} becomes ${source ?? `an address of ${nexthop.dev}`}`,
    notes: [`by ${rule}`],
    ...(source === undefined ? {} : { newSource: source }),
    state: 'ok',
  };
}

/** A packet leaves this host, or goes to a pod of it, by a route. @param iif what it came in by; empty of this host's own */
export function leave(ctx: TraceContext, flow: Flow, routed: Routed, iif: string): readonly TraceHop[] {
  const { view, node } = ctx;
  const { nexthop } = routed;
  const route = routeHop(ctx, routed);
  const stray = strayProblem(ctx, flow, routed);
  if (stray !== undefined) return [broken(route, stray, strayCheck(flow, routed))];
  const hook = iif === '' ? 'output' : 'forward';
  const packet = packetOf(flow, { iif, oif: nexthop.dev ?? '' });
  const { hops, isStopped } = hookHops(ctx, packet, [hook, 'postrouting']);
  if (isStopped) return [route, ...hops];
  const masquerade = masqueradeHop(ctx, flow, routed, iif);
  const before = [route, ...hops, ...(masquerade === undefined ? [] : [masquerade])];
  if (nexthop.dev === node.network.bridge) return [...before, ...toPod(ctx, flow)];
  const link = view.links.get(nexthop.dev ?? '');
  const out = isVxlanLink(link) ? byOverlay(ctx, flow, nexthop) : byUplink(ctx, nexthop, flow.destination, 0);
  const here = upToBroken([...before, ...out]);
  return here.at(-1)?.state === 'broken' ? here : [...here, ...farSide(ctx, flow, isVxlanLink(link))];
}
