import type { PlanNode } from '../../../leases/index.ts';
import { addressIn, type Family } from '../../../net/index.ts';
import type { TraceContext } from '../context.ts';
import { familyAt, overlayOf, overlayPort, peerObjects } from '../known.ts';
import type { Endpoint, Flow, TraceHop } from '../model.ts';

const expected = (hop: Omit<TraceHop, 'state'>): TraceHop => ({ ...hop, state: 'expected' });

/** The link by which a peer takes packets of the overlay, as this node's peers know it. */
function overlayOfPeer({ node }: TraceContext, peer: PlanNode, family: Family): TraceHop {
  const { neighbor } = peerObjects(node.network, peer, family);
  const name = overlayOf(node, family);
  const { backend } = node.network;
  const vni = 'vni' in backend ? `vxlan id ${String(backend.vni)} ` : '';
  return expected({
    on: peer.name,
    kind: 'overlay',
    ...(name === undefined ? {} : { interface: name }),
    object: `${vni}up${neighbor === undefined ? '' : `, MAC ${neighbor.lladdr}`}`,
  });
}

/** What a peer's uplink has to have and to let in. */
function uplinkOfPeer({ node }: TraceContext, peer: PlanNode, family: Family, isOverlay: boolean): TraceHop {
  const port = overlayPort(node);
  return expected({
    on: peer.name,
    kind: 'uplink',
    object: `${familyAt(peer, family)?.publicIP}${isOverlay && port !== undefined ? `, lets UDP port ${port} in` : ''}`,
  });
}

/** How a peer forwards to a pod of its own. */
function podOfPeer({ node }: TraceContext, peer: PlanNode, flow: Flow, pod: Endpoint): TraceHop[] {
  const at = familyAt(peer, flow.family);
  if (at === undefined) return [];
  const { bridge } = node.network;
  return [
    expected({ on: peer.name, kind: 'route', object: `${at.subnet} dev ${bridge}, forwarding on` }),
    expected({ on: peer.name, kind: 'bridge', interface: bridge, object: `${addressIn(at.subnet, 1)}` }),
    expected({ on: pod.name, kind: 'interface', object: `${flow.destination}` }),
  ];
}

/** What is needed beyond this node, where a packet goes to; it can't be seen from here. */
export function farSide(ctx: TraceContext, flow: Flow, isOverlay: boolean): readonly TraceHop[] {
  const { to, family, destination } = flow;
  if (to.place.at === 'here') return [];
  if (to.place.at === 'outside')
    return [expected({ on: to.name, kind: 'underlay', object: `${destination}, by the routers between` })];
  const { peer } = to.place;
  return [
    uplinkOfPeer(ctx, peer, family, isOverlay),
    ...(isOverlay ? [overlayOfPeer(ctx, peer, family)] : []),
    ...(to.kind === 'pod' ? podOfPeer(ctx, peer, flow, to) : []),
  ];
}

/** What is needed beyond this node, where a packet comes from. */
export function nearSide(ctx: TraceContext, flow: Flow, isOverlay: boolean): readonly TraceHop[] {
  const { from, family, source } = flow;
  if (from.place.at === 'here') return [];
  if (from.place.at === 'outside')
    return [expected({ on: from.name, kind: 'underlay', object: `${source}, by the routers between` })];
  const { peer } = from.place;
  const subnet = ctx.node.network.families.find(({ name }) => (name === 'ipv6') === (family === 6))?.own
    .subnet;
  return [
    ...(from.kind === 'pod' ? [expected({ on: from.name, kind: 'interface', object: `${source}` })] : []),
    ...(isOverlay
      ? [
          expected({ on: peer.name, kind: 'route', object: `${subnet} dev ${overlayOf(ctx.node, family)}` }),
          overlayOfPeer(ctx, peer, family),
        ]
      : []),
    expected({ on: peer.name, kind: 'uplink', object: `${familyAt(peer, family)?.publicIP}` }),
  ];
}
