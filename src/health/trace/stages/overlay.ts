import { overheadOf } from '../../../backends/index.ts';
import { UPLINK_CHECK } from '../../../checks/index.ts';
import type { ForwardingEntry, LinkJson, RouteNexthop } from '../../../host/index.ts';
import type { PlanNode } from '../../../leases/index.ts';
import { type Address, familyOf, type Mac, type NodeName, parseAddress } from '../../../net/index.ts';
import type { TraceContext } from '../context.ts';
import { familyAt, overlayPort, peerObjects } from '../known.ts';
import { lookupRoute } from '../lookup/lookup.ts';
import { policyRuleText, routeText } from '../lookup/text.ts';
import { broken, type Flow, type OuterPacket, type TraceHop } from '../model.ts';
import { linkWith, sourceOn } from '../view.ts';
import { upToBroken } from './bridge.ts';
import { hookHops } from './firewall.ts';
import { linkHop } from './link.ts';
import { needsNoNeighbor, neighborHop, vtepNeighbor } from './neighbor.ts';

/** An entry as `bridge fdb` prints it. */
const fdbText = ({ mac, dev, dst, port, vni, state }: ForwardingEntry): string =>
  [
    mac,
    'dev',
    dev,
    ...(dst === undefined ? [] : ['dst', dst]),
    ...(port === undefined ? [] : ['port', port]),
    ...(vni === undefined ? [] : ['vni', vni]),
    ...(state === undefined ? [] : [state]),
  ].join(' ');

const ANY_MAC = '00:00:00:00:00:00';

/** The entry by which a VXLAN link sends to a MAC: its own, or the default one. */
const entryOf = ({ view }: TraceContext, dev: string, mac: Mac): ForwardingEntry | undefined => {
  const own = view.fdb.filter((entry) => entry.dev === dev && entry.dst !== undefined);
  return own.find((entry) => entry.mac === mac) ?? own.find((entry) => entry.mac === ANY_MAC);
};

interface Encapsulated {
  readonly hop: TraceHop;
  readonly vtep?: Address;
}

/** The VTEP that the FDB names for a MAC, which has to be the peer's public IP. */
function fdbHop(
  ctx: TraceContext,
  dev: string,
  mac: Mac,
  peer: PlanNode | undefined,
  family: 4 | 6,
): Encapsulated {
  const entry = entryOf(ctx, dev, mac);
  const hop = { on: ctx.node.name, kind: 'fdb', interface: dev } as const;
  if (entry?.dst === undefined)
    return {
      hop: broken(
        { ...hop, object: `${mac} dev ${dev}` },
        `there is no FDB entry for ${mac} on ${dev}`,
        'PeerFdb',
      ),
    };
  const shown = { ...hop, object: fdbText(entry) };
  const wanted = peer && familyAt(peer, family)?.publicIP;
  if (wanted !== undefined && entry.dst !== wanted)
    return {
      hop: broken(shown, `the FDB entry leads to ${entry.dst}, but ${peer?.name} is at ${wanted}`, 'PeerFdb'),
    };
  if (entry.port !== undefined && entry.port !== `${overlayPort(ctx.node)}`)
    return { hop: broken(shown, `the FDB entry sends to UDP port ${entry.port}`, 'PeerFdb') };
  const sends = outerPacket(ctx.view.links.get(dev), { link: dev, vtep: entry.dst, mac });
  return { hop: { ...shown, sends, state: 'ok' }, vtep: entry.dst };
}

/** What a VXLAN link puts around a packet. */
function outerPacket(
  link: LinkJson | undefined,
  to: Pick<OuterPacket, 'link' | 'vtep' | 'mac'>,
): OuterPacket {
  const { id, port } = link?.linkinfo?.info_data ?? {};
  const source = localOf(link);
  return {
    ...to,
    ...(id === undefined ? {} : { vni: Number(id) }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(source === undefined ? {} : { source }),
  };
}

/** The source of outer packets: what the link is bound to, or what the route says. */
function localOf(link: LinkJson | undefined): Address | undefined {
  const { local, local6 } = link?.linkinfo?.info_data ?? {};
  const written = local ?? local6;
  return typeof written === 'string' ? parseAddress(written) : undefined;
}

type Unrouted = Exclude<ReturnType<typeof lookupRoute>, { readonly is: 'routed' }>;

/** Why the outer packet of a peer can't be sent. */
function unroutedHop(on: NodeName, answer: Unrouted, vtep: Address, peer: PlanNode | undefined): TraceHop {
  const why = answer.is === 'local' ? 'is an address of this host' : 'is not reached by any route';
  return broken(
    { on, kind: 'route', object: unroutedText(answer) },
    `${vtep}, the public IP of ${peer?.name ?? 'the peer'}, ${why}`,
    'PeerPaths',
  );
}

function unroutedText(answer: Unrouted): string {
  if (answer.is === 'none') return 'no route';
  return answer.route ? routeText(answer.route) : policyRuleText(answer.rule);
}

/** The outer packet is routed, filtered and sent as one of this host's own. */
function outerHops(
  ctx: TraceContext,
  link: LinkJson | undefined,
  vtep: Address,
  peer: PlanNode | undefined,
): readonly TraceHop[] {
  const on = ctx.node.name;
  const local = localOf(link);
  if (local !== undefined && linkWith(ctx.view, local) === undefined)
    return [
      broken(
        { on, kind: 'route', object: `from ${local}` },
        `${link?.ifname} sends from ${local}, which no link here has`,
        UPLINK_CHECK,
      ),
    ];
  const from = local === undefined ? {} : { from: local };
  const answer = lookupRoute(ctx.view, { to: vtep, ...from, iif: 'lo' });
  if (answer.is !== 'routed') return [unroutedHop(on, answer, vtep, peer)];
  const { route, nexthop } = answer;
  const routed: TraceHop = {
    on,
    kind: 'route',
    object: routeText(route, nexthop),
    notes: ['of the outer packet'],
    state: 'ok',
  };
  if (nexthop.dev === link?.ifname)
    return [broken(routed, `${vtep} is routed into the overlay itself`, 'PeerLinks')];
  const source = local ?? sourceOn(ctx.view.links.get(nexthop.dev ?? ''), vtep);
  const { hops, isStopped } = outerFirewall(ctx, nexthop, source, vtep);
  return isStopped
    ? [routed, ...hops]
    : [routed, ...hops, ...byUplink(ctx, nexthop, vtep, overheadAt(ctx, vtep))];
}

/** What rules do with the outer packet. Without a known source nothing is judged. */
function outerFirewall(
  ctx: TraceContext,
  { dev }: RouteNexthop,
  source: Address | undefined,
  destination: Address,
): ReturnType<typeof hookHops> {
  const port = overlayPort(ctx.node);
  const packet = source && {
    iif: '',
    oif: dev ?? '',
    source,
    destination,
    isLocal: false,
    mark: 0,
    ...(port === undefined ? {} : { udpPort: port }),
  };
  return hookHops(ctx, packet, ['output', 'postrouting']);
}

const overheadAt = ({ node }: TraceContext, vtep: Address): number =>
  overheadOf(node.network.backend.type)?.[familyOf(vtep) === 4 ? 'ipv4' : 'ipv6'] ?? 0;

/** The link to the underlay, and the next station on it. @param overhead what encapsulation adds to the packet */
export function byUplink(
  { view, node }: TraceContext,
  { dev, via }: RouteNexthop,
  to: Address,
  overhead: number,
): readonly TraceHop[] {
  const name = dev ?? '';
  const link = view.links.get(name);
  const hop = linkHop(link, {
    on: node.name,
    kind: 'uplink',
    name,
    family: familyOf(to),
    check: name === node.network.uplink.name ? UPLINK_CHECK : 'links',
  });
  const station = via ?? to;
  return upToBroken([
    ...(needsNoNeighbor(link)
      ? []
      : [neighborHop(view, { on: node.name, dev: name, address: station, check: 'UnderlayNeighbors' })]),
    hop.carries === undefined ? hop : { ...hop, carries: hop.carries - overhead },
  ]);
}

/** A packet leaves by the overlay link: the peer's VTEP, the FDB, and the outer packet on the underlay. */
export function byOverlay(ctx: TraceContext, flow: Flow, { dev, via }: RouteNexthop): readonly TraceHop[] {
  const { node, view } = ctx;
  const peer = flow.to.place.at === 'peer' ? flow.to.place.peer : undefined;
  const name = dev ?? '';
  const link = view.links.get(name);
  const shown = linkHop(link, {
    on: node.name,
    kind: 'overlay',
    name,
    family: flow.family,
    check: 'OverlayLink',
  });
  const wanted =
    peer === undefined ? undefined : peerObjects(node.network, peer, flow.family).neighbor?.lladdr;
  const { hop, mac } = vtepNeighbor(view, {
    on: node.name,
    dev: name,
    address: via ?? flow.destination,
    peer: peer?.name ?? flow.to.name,
    check: 'PeerNeighbors',
    ...(wanted === undefined ? {} : { mac: wanted }),
  });
  if (mac === undefined || shown.state === 'broken') return upToBroken([hop, shown]);
  const { hop: entry, vtep } = fdbHop(ctx, name, mac, peer, flow.family);
  return vtep === undefined ? [hop, shown, entry] : [hop, shown, entry, ...outerHops(ctx, link, vtep, peer)];
}
