import { UPLINK_CHECK } from '../../../checks/index.ts';
import type { LinkJson } from '../../../host/index.ts';
import type { Address } from '../../../net/index.ts';
import type { TraceContext } from '../context.ts';
import {
  desiredOverlay,
  familyAt,
  overlayOf,
  overlayPort,
  ownFamily,
  peerObjects,
  wantedMac,
} from '../known.ts';
import { lookupRoute } from '../lookup/lookup.ts';
import { broken, type Endpoint, type Flow, type OuterPacket, type TraceHop } from '../model.ts';
import { linkWith } from '../view.ts';
import { upToBroken } from './bridge.ts';
import { nearSide } from './far-side.ts';
import { hookHops } from './firewall.ts';
import { linkHop } from './link.ts';
import { enter } from './node.ts';
import { sourceProblem } from './source-check.ts';

/** Whether a peer sends a packet by the overlay: all that is for the pods of this node, or for its overlay link. */
function isByOverlay({ node }: TraceContext, flow: Flow): boolean {
  const { from, family, sent } = flow;
  if (sent !== undefined) return sent.outer !== undefined;
  const destination = flow.masqueraded ?? flow.destination;
  if (from.place.at !== 'peer' || overlayOf(node, family) === undefined) return false;
  if (destination === familyAt(from.place.peer, family)?.publicIP) return false;
  const own = ownFamily(node, family);
  if (own?.publicIP === destination) return false;
  return peerObjects(node.network, from.place.peer, family).fdb !== undefined;
}

/** The outer packet of a peer: to this host's public IP, and to the overlay's UDP port. */
function outerArrival(ctx: TraceContext, { family, sent }: Flow, sender: Address): readonly TraceHop[] {
  const { node, view } = ctx;
  const own = node.network.families.find(({ name }) => (name === 'ipv6') === (family === 6));
  const port = sent?.outer?.port ?? overlayPort(node);
  if (own === undefined) return [];
  const vtep = sent?.outer?.vtep ?? own.local;
  const link = linkWith(view, vtep);
  const uplink = node.network.uplink.name;
  const hop = linkHop(link ?? view.links.get(uplink), {
    on: node.name,
    kind: 'uplink',
    name: link?.ifname ?? uplink,
    family,
    check: UPLINK_CHECK,
  });
  if (hop.state === 'broken') return [hop];
  if (link === undefined)
    return [
      broken(
        hop,
        `no link has ${vtep}, to which ${sent?.by ?? 'peers'} send${sent ? 's' : ''}`,
        UPLINK_CHECK,
      ),
    ];
  const iif = link.ifname ?? uplink;
  const incoming = { source: sender, destination: vtep, iif, oif: 'lo' };
  const problem = sourceProblem(ctx, incoming);
  if (problem !== undefined) return [broken(hop, problem.message, problem.check)];
  const packet = {
    ...incoming,
    oif: '',
    isLocal: true,
    mark: 0,
    ...(port === undefined ? {} : { udpPort: port }),
  };
  return [hop, ...hookHops(ctx, packet, ['prerouting', 'input']).hops];
}

/** What keeps the overlay link from taking a peer's packets. */
function overlayProblem(ctx: TraceContext, link: LinkJson, { family, sent }: Flow): string | undefined {
  const { mac, vni, port } = sent?.outer ?? expectedOuter(ctx, family);
  const info = link.linkinfo?.info_data ?? {};
  const sends = sent === undefined ? 'peers send' : `${sent.by} sends`;
  const has = (value: unknown): string => `but ${link.ifname} has ${String(value)}`;
  if (mac !== undefined && link.address !== mac) return `${sends} to the MAC ${mac}, ${has(link.address)}`;
  if (vni !== undefined && Number(info['id']) !== vni) return `${sends} with VNI ${vni}, ${has(info['id'])}`;
  if (port !== undefined && Number(info['port']) !== port)
    return `${sends} to UDP port ${port}, ${has(info['port'])}`;
  return undefined;
}

/** How peers send, by this node's own configuration. */
function expectedOuter(ctx: TraceContext, family: 4 | 6): Partial<OuterPacket> {
  const wanted = desiredOverlay(ctx.node, family);
  const mac = wantedMac(wanted);
  const { vni, port } = wanted?.spec.type === 'vxlan' ? wanted.spec : {};
  return {
    ...(mac === undefined ? {} : { mac }),
    ...(vni === undefined ? {} : { vni }),
    ...(port === undefined ? {} : { port }),
  };
}

/** The overlay link takes the packet out of the outer one. */
function decapsulated(ctx: TraceContext, flow: Flow, name: string): TraceHop {
  const { family } = flow;
  const link = ctx.view.links.get(name);
  const hop = linkHop(link, { on: ctx.node.name, kind: 'overlay', name, family, check: 'OverlayLink' });
  const problem = link === undefined || hop.state === 'broken' ? undefined : overlayProblem(ctx, link, flow);
  return problem === undefined ? hop : broken(hop, problem, 'OverlayLink');
}

/** The public IP of the peer that an end is on. */
const peerIP = ({ place }: Endpoint, family: 4 | 6): Address | undefined =>
  place.at === 'peer' ? familyAt(place.peer, family)?.publicIP : undefined;

/** A packet of a peer comes in by the overlay. */
function byOverlayIn(ctx: TraceContext, flow: Flow): readonly TraceHop[] {
  const { from, family, sent } = flow;
  const name = overlayOf(ctx.node, family) ?? sent?.outer?.link ?? '';
  const sender = sent?.outer?.source ?? peerIP(from, family);
  const outer = sender === undefined ? [] : outerArrival(ctx, flow, sender);
  const hops = upToBroken([...nearSide(ctx, flow, true), ...outer, decapsulated(ctx, flow, name)]);
  return hops.at(-1)?.state === 'broken' ? hops : [...hops, ...enter(ctx, flow, name)];
}

/** A packet comes in by the underlay as it is: by the link that leads back to its source. */
function byUnderlayIn(ctx: TraceContext, flow: Flow): readonly TraceHop[] {
  const { node, view } = ctx;
  const { source, family, from } = flow;
  const peer = peerIP(from, family);
  const answer =
    (peer ?? source) ? lookupRoute(view, { to: (peer ?? source) as Address, iif: 'lo' }) : undefined;
  const name = (answer?.is === 'routed' ? answer.nexthop.dev : undefined) ?? node.network.uplink.name;
  const hop = linkHop(view.links.get(name), {
    on: node.name,
    kind: 'uplink',
    name,
    family,
    check: UPLINK_CHECK,
  });
  const hops = [...nearSide(ctx, flow, false), hop];
  return hop.state === 'broken' ? hops : [...hops, ...enter(ctx, flow, name)];
}

/** A packet arrives at this node from elsewhere. */
export const arrive = (ctx: TraceContext, flow: Flow): readonly TraceHop[] =>
  isByOverlay(ctx, flow) ? byOverlayIn(ctx, flow) : byUnderlayIn(ctx, flow);
