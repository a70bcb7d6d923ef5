import type { LinkJson } from '../../../host/index.ts';
import { type Address, type Mac, parseMac } from '../../../net/index.ts';
import { podView, type TraceContext } from '../context.ts';
import { lookupRoute } from '../lookup/lookup.ts';
import { broken, type Endpoint, type Flow, type TraceHop } from '../model.ts';
import { addressesOf, hasCarrier, isUp } from '../view.ts';
import { hookHops, packetOf } from './firewall.ts';
import { linkHop } from './link.ts';
import { neighborHop, neighborOf } from './neighbor.ts';

/** The host's end of a pod's interface: what CNI made, or the bridge's port behind which the pod's MAC is. */
export function portOf(ctx: TraceContext, end: Endpoint): string | undefined {
  const { view, node } = ctx;
  const inside = podView(ctx, end);
  const podLink = 'view' in inside ? inside.view.links.get(end.attached?.ifName ?? '') : undefined;
  const other = [...view.links.values()].find(
    ({ ifindex }) => podLink?.link_index !== undefined && ifindex === podLink.link_index,
  );
  if (other?.ifname !== undefined) return other.ifname;
  const made = (end.attached?.hostLinks ?? []).filter((name) => name !== node.network.bridge);
  if (made.length > 0) return made[0];
  const mac = end.address && neighborOf(view, node.network.bridge, end.address)?.lladdr;
  return view.fdb.find((entry) => entry.mac === mac && entry.master === node.network.bridge)?.dev;
}

/** The port of a pod, which has to be on the pod bridge. */
export function portHop({ view, node }: TraceContext, name: string, family: 4 | 6): TraceHop {
  const { bridge } = node.network;
  const link = view.links.get(name);
  const hop = linkHop(link, {
    on: node.name,
    kind: 'port',
    name,
    family,
    check: link ? 'BridgePorts' : 'Pods',
  });
  if (hop.state === 'broken' || link?.master === bridge) return hop;
  return broken(
    hop,
    link?.master === undefined ? `${name} is on no bridge` : `${name} is on ${link.master}, not on ${bridge}`,
    'Pods',
  );
}

/** The pod bridge. */
export const bridgeHop = ({ view, node }: TraceContext, family: 4 | 6): TraceHop =>
  linkHop(view.links.get(node.network.bridge), {
    on: node.name,
    kind: 'bridge',
    name: node.network.bridge,
    family,
    check: 'BridgeLink',
  });

const macOf = (link: LinkJson | undefined): Mac | undefined => parseMac(link?.address ?? '');

/** The MAC of a pod's interface, where it can be seen. */
function podMac(ctx: TraceContext, end: Endpoint): Mac | undefined {
  const inside = podView(ctx, end);
  return 'view' in inside ? macOf(inside.view.links.get(end.attached?.ifName ?? '')) : undefined;
}

/** The interface in a pod, at which a packet arrives. */
function podArrival(ctx: TraceContext, end: Endpoint, { family, destination, source }: Flow): TraceHop {
  const inside = podView(ctx, end);
  const name = end.attached?.ifName;
  const hop = { on: end.name, kind: 'interface' } as const;
  if ('unseen' in inside || name === undefined)
    return {
      ...hop,
      object: `${destination}`,
      notes: [
        `the pod can't be looked into: ${'unseen' in inside ? inside.unseen : 'its interface is not known'}`,
      ],
      state: 'ok',
    };
  const link = inside.view.links.get(name);
  const shown = linkHop(link, { on: end.name, kind: 'interface', name, family, check: 'cni' });
  if (shown.state === 'broken') return shown;
  const answer = lookupRoute(inside.view, {
    to: destination,
    ...(source === undefined ? {} : { from: source }),
    iif: name,
  });
  return answer.is === 'local'
    ? shown
    : broken(shown, `${end.name} does not have the address ${destination}`, 'cni');
}

/** The bridge carries a packet to a pod: by its MAC, through its port. */
export function toPod(ctx: TraceContext, flow: Flow): readonly TraceHop[] {
  const { view, node } = ctx;
  const { bridge } = node.network;
  const end = flow.to;
  const first = [
    neighborHop(view, {
      on: node.name,
      dev: bridge,
      address: flow.destination,
      mac: podMac(ctx, end),
      check: 'cni',
    }),
    bridgeHop(ctx, flow.family),
  ];
  const port = portOf(ctx, end);
  if (first.some(({ state }) => state === 'broken')) return upToBroken(first);
  if (port === undefined)
    return [
      ...first,
      { on: node.name, kind: 'port', object: `the port of ${flow.destination} is not known`, state: 'ok' },
    ];
  return upToBroken([...first, portHop(ctx, port, flow.family), podArrival(ctx, end, flow)]);
}

/** Hops up to the first that stops the packet. */
export function upToBroken(hops: readonly TraceHop[]): readonly TraceHop[] {
  const at = hops.findIndex(({ state }) => state === 'broken');
  return at < 0 ? hops : hops.slice(0, at + 1);
}

const bridgeNetfilter = ({ view }: TraceContext, family: 4 | 6): boolean =>
  view.settings[`net/bridge/bridge-nf-call-${family === 4 ? 'iptables' : 'ip6tables'}`] === '1';

/**
 * A packet from pod to pod of this node: the bridge alone carries it. With br_netfilter the rules for forwarded packets
 * see it all the same.
 */
export function acrossBridge(ctx: TraceContext, flow: Flow): readonly TraceHop[] {
  const { bridge } = ctx.node.network;
  const { hops, isStopped } = bridgeNetfilter(ctx, flow.family)
    ? hookHops(ctx, packetOf(flow, { iif: bridge, oif: bridge }), ['prerouting', 'forward', 'postrouting'])
    : { hops: [], isStopped: false };
  return isStopped
    ? hops
    : [...hops, ...toPod(ctx, flow).filter(({ kind }) => kind !== 'neighbor' && kind !== 'bridge')];
}

/** Whether the bridge has an address, which the kernel answers for. */
export const bridgeHas = ({ view, node }: TraceContext, address: Address): boolean => {
  const link = view.links.get(node.network.bridge);
  return (
    link !== undefined &&
    isUp(link) &&
    hasCarrier(link) &&
    [...addressesOf(link, 4), ...addressesOf(link, 6), ...linkLocals(link)].some((text) =>
      text.startsWith(`${address}/`),
    )
  );
};

const linkLocals = ({ addr_info: all = [] }: LinkJson): string[] =>
  all.map(({ local, prefixlen }) => `${local}/${prefixlen}`);
