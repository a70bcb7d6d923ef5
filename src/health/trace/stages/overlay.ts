import { overheadOf } from '../../../backends/index.ts';
import type { ForwardingEntry, LinkJson, RouteNexthop } from '../../../host/index.ts';
import type { PlanNode } from '../../../leases/index.ts';
import { type Address, familyOf, type Mac, parseAddress } from '../../../net/index.ts';
import type { TraceContext } from '../context.ts';
import { familyAt, overlayPort, peerObjects } from '../known.ts';
import { lookupRoute } from '../lookup/lookup.ts';
import { routeText, ruleText } from '../lookup/text.ts';
import { broken, type Flow, type Hop } from '../model.ts';
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
  readonly hop: Hop;
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
        'peers',
      ),
    };
  const shown = { ...hop, object: fdbText(entry) };
  const wanted = peer && familyAt(peer, family)?.publicIP;
  if (wanted !== undefined && entry.dst !== wanted)
    return {
      hop: broken(shown, `the FDB entry leads to ${entry.dst}, but ${peer?.name} is at ${wanted}`, 'peers'),
    };
  if (entry.port !== undefined && entry.port !== `${overlayPort(ctx.node)}`)
    return { hop: broken(shown, `the FDB entry sends to UDP port ${entry.port}`, 'peers') };
  return { hop: { ...shown, state: 'ok' }, vtep: entry.dst };
}

/** The source of outer packets: what the link is bound to, or what the route says. */
function localOf(link: LinkJson | undefined): Address | undefined {
  const { local, local6 } = link?.linkinfo?.info_data ?? {};
  return parseAddress(String(local ?? local6 ?? ''));
}

/** The outer packet is routed, filtered and sent as one of this host's own. */
function outerHops(
  ctx: TraceContext,
  link: LinkJson | undefined,
  vtep: Address,
  peer: PlanNode | undefined,
): readonly Hop[] {
  const on = ctx.node.name;
  const hop = { on, kind: 'route' } as const;
  const local = localOf(link);
  if (local !== undefined && linkWith(ctx.view, local) === undefined)
    return [
      broken(
        { ...hop, object: `from ${local}` },
        `${link?.ifname} sends from ${local}, which no link here has`,
        'links',
      ),
    ];
  const answer = lookupRoute(ctx.view, {
    to: vtep,
    ...(local === undefined ? {} : { from: local }),
    iif: 'lo',
  });
  if (answer.is !== 'routed') {
    const text =
      answer.is === 'none' ? 'no route' : answer.route ? routeText(answer.route) : ruleText(answer.rule);
    const why = answer.is === 'local' ? 'is an address of this host' : 'is not reached by any route';
    return [
      broken(
        { ...hop, object: text },
        `${vtep}, the public IP of ${peer?.name ?? 'the peer'}, ${why}`,
        'routing',
      ),
    ];
  }
  const { route, nexthop } = answer;
  const routed: Hop = {
    ...hop,
    object: routeText(route, nexthop),
    notes: ['of the outer packet'],
    state: 'ok',
  };
  if (nexthop.dev === link?.ifname)
    return [broken(routed, `the way to ${vtep} leads into the overlay itself`, 'routing')];
  const source = local ?? sourceOn(ctx.view.links.get(nexthop.dev ?? ''), vtep);
  const packet = source && {
    iif: '',
    oif: nexthop.dev ?? '',
    source,
    destination: vtep,
    isLocal: false,
    mark: 0,
  };
  const port = overlayPort(ctx.node);
  const { hops, isStopped } = hookHops(
    ctx,
    packet && (port === undefined ? packet : { ...packet, udpPort: port }),
    ['output', 'postrouting'],
  );
  return isStopped
    ? [routed, ...hops]
    : [routed, ...hops, ...byUplink(ctx, nexthop, vtep, overheadAt(ctx, vtep))];
}

const overheadAt = ({ node }: TraceContext, vtep: Address): number =>
  overheadOf(node.network.backend.type)?.[familyOf(vtep) === 4 ? 'ipv4' : 'ipv6'] ?? 0;

/** The link to the underlay, and the next station on it. @param overhead what encapsulation adds to the packet */
export function byUplink(
  { view, node }: TraceContext,
  { dev, via }: RouteNexthop,
  to: Address,
  overhead: number,
): readonly Hop[] {
  const name = dev ?? '';
  const link = view.links.get(name);
  const hop = linkHop(link, {
    on: node.name,
    kind: 'uplink',
    name,
    family: familyOf(to),
    check: 'links',
  });
  const station = via ?? to;
  return upToBroken([
    ...(needsNoNeighbor(link)
      ? []
      : [neighborHop(view, { on: node.name, dev: name, address: station, check: 'peers' })]),
    hop.carries === undefined ? hop : { ...hop, carries: hop.carries - overhead },
  ]);
}

/** A packet leaves by the overlay link: the peer's VTEP, the FDB, and the outer packet on the underlay. */
export function byOverlay(ctx: TraceContext, flow: Flow, { dev, via }: RouteNexthop): readonly Hop[] {
  const { node, view } = ctx;
  const peer = flow.to.place.at === 'peer' ? flow.to.place.peer : undefined;
  const name = dev ?? '';
  const link = view.links.get(name);
  const shown = linkHop(link, {
    on: node.name,
    kind: 'overlay',
    name,
    family: flow.family,
    check: 'links',
  });
  const wanted =
    peer === undefined ? undefined : peerObjects(node.network, peer, flow.family).neighbor?.lladdr;
  const { hop, mac } = vtepNeighbor(view, {
    on: node.name,
    dev: name,
    address: via ?? flow.destination,
    peer: peer?.name ?? flow.to.name,
    check: 'peers',
    ...(wanted === undefined ? {} : { mac: wanted }),
  });
  if (mac === undefined || shown.state === 'broken') return upToBroken([hop, shown]);
  const { hop: entry, vtep } = fdbHop(ctx, name, mac, peer, flow.family);
  return vtep === undefined ? [hop, shown, entry] : [hop, shown, entry, ...outerHops(ctx, link, vtep, peer)];
}
