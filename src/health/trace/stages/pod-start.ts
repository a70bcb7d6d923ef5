import { type Address, parseMac } from '../../../net/index.ts';
import { podView, type TraceContext } from '../context.ts';
import { lookupRoute } from '../lookup/lookup.ts';
import { routeText } from '../lookup/text.ts';
import { broken, type Flow, type Leg, type TraceHop } from '../model.ts';
import { isUp, type NetworkView } from '../view.ts';
import { bridgeHas, bridgeHop, portHop, portOf, upToBroken } from './bridge.ts';
import { linkHop } from './link.ts';
import { neighborHop } from './neighbor.ts';

/** How a packet leaves a pod: to this host, as its gateway or at an address of the bridge, or to another pod on the bridge. */
export type PodExit = { readonly by: 'host' | 'bridge' };

interface PodRoute {
  readonly hops: readonly TraceHop[];
  /** The station that it is sent to: the gateway, or the destination itself. */
  readonly station?: Address;
  readonly isGateway?: boolean;
}

/** The way out of a pod by its own tables. */
function routeInPod({ from, destination, source }: Flow, view: NetworkView, family: 4 | 6): PodRoute {
  const on = from.name;
  const answer = lookupRoute(view, {
    to: destination,
    ...(source === undefined ? {} : { from: source }),
    iif: 'lo',
  });
  const hop = { on, kind: 'route' } as const;
  if (answer.is === 'local') return { hops: [{ ...hop, object: routeText(answer.route), state: 'ok' }] };
  if (answer.is !== 'routed')
    return {
      hops: [broken({ ...hop, object: 'no route' }, `${on} has no route to ${destination}`, 'cni')],
    };
  const { route, nexthop } = answer;
  const name = nexthop.dev ?? '';
  const own = view.links.get(name);
  // Without a carrier it is the host's end that is down.
  const check = own !== undefined && isUp(own) ? 'BridgePorts' : 'cni';
  const link = linkHop(own, { on, kind: 'interface', name, family, check });
  const station = nexthop.via ?? destination;
  const neighbor = neighborHop(view, { on, dev: name, address: station, check: 'cni' });
  return {
    hops: upToBroken([link, { ...hop, object: routeText(route, nexthop), state: 'ok' }, neighbor]),
    station,
    isGateway: nexthop.via !== undefined,
  };
}

/** A pod that can't be looked into is taken to have the routes that CNI gives it. */
function unseenPod({ from, to, source }: Flow, why: string): PodRoute {
  const hop: TraceHop = {
    on: from.name,
    kind: 'interface',
    object: `${source ?? from.address}`,
    notes: [`the pod can't be looked into: ${why}`],
    state: 'ok',
  };
  return { hops: [hop], isGateway: !(to.kind === 'pod' && to.place.at === 'here') };
}

/** What the bridge has against being the gateway that a pod sends to. */
function gatewayProblem(ctx: TraceContext, { station, isGateway }: PodRoute): string | undefined {
  const { bridge } = ctx.node.network;
  if (!isGateway || station === undefined || bridgeHas(ctx, station)) return undefined;
  return `${bridge} does not have the address ${station}, the gateway of its pods`;
}

/** A permanent entry of another MAC leads a pod's packets to nobody. */
function wrongGateway(
  ctx: TraceContext,
  view: NetworkView,
  { from }: Flow,
  { station }: PodRoute,
): TraceHop | undefined {
  if (station === undefined) return undefined;
  const mac = parseMac(ctx.view.links.get(ctx.node.network.bridge)?.address ?? '');
  const dev = from.attached?.ifName ?? '';
  const hop = neighborHop(view, { on: from.name, dev, address: station, mac, check: 'cni' });
  return hop.state === 'broken' ? hop : undefined;
}

/** A packet leaves a pod of this node: its interface, its port, the bridge. */
export function fromPod(ctx: TraceContext, flow: Flow): Leg<PodExit> {
  const inside = podView(ctx, flow.from);
  const own = 'view' in inside ? routeInPod(flow, inside.view, flow.family) : unseenPod(flow, inside.unseen);
  if (own.hops.some(({ state }) => state === 'broken')) return { hops: own.hops };
  const isForHost = own.isGateway === true || (own.station !== undefined && bridgeHas(ctx, own.station));
  const wrong = 'view' in inside && isForHost ? wrongGateway(ctx, inside.view, flow, own) : undefined;
  if (wrong !== undefined) return { hops: [...own.hops.filter(({ kind }) => kind !== 'neighbor'), wrong] };
  const port = portOf(ctx, flow.from);
  const bridge = bridgeHop(ctx, flow.family);
  const problem = gatewayProblem(ctx, own);
  const hops = upToBroken([
    ...own.hops,
    ...(port === undefined ? [] : [portHop(ctx, port, flow.family)]),
    problem === undefined || bridge.state === 'broken' ? bridge : broken(bridge, problem, 'BridgeAddress'),
  ]);
  return hops.some(({ state }) => state === 'broken')
    ? { hops }
    : { hops, next: { by: isForHost ? 'host' : 'bridge' } };
}
