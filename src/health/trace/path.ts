import { Failure } from '../../errors/index.ts';
import { type Address, addressPart, type Family, familyOf } from '../../net/index.ts';
import type { TraceContext } from './context.ts';
import { familyAt, peerObjects, type TracedNode } from './known.ts';
import { type Endpoint, type Flow, follow, type Trace, type TraceHop } from './model.ts';
import { arrive } from './stages/arrive.ts';
import { acrossBridge } from './stages/bridge.ts';
import { enter, fromHost, ownSource } from './stages/node.ts';
import { fromPod } from './stages/pod-start.ts';

/** The path of one packet, as far as this node sees it. */
function pathOf(ctx: TraceContext, flow: Flow): readonly TraceHop[] {
  if (flow.from.place.at !== 'here') return arrive(ctx, flow);
  if (flow.from.kind === 'node') return fromHost(ctx, flow);
  return follow(fromPod(ctx, flow), ({ by }) =>
    by === 'bridge' ? acrossBridge(ctx, flow) : enter(ctx, flow, ctx.node.network.bridge),
  );
}

/** The address by which a peer itself sends to pods: that of its overlay link, if it has one. */
function sourceOfPeer(
  node: TracedNode,
  { place, kind, address }: Endpoint,
  to: Endpoint,
  family: Family,
): Address | undefined {
  if (place.at !== 'peer' || kind !== 'node' || to.kind !== 'pod') return address;
  const at = familyAt(place.peer, family);
  const isOverlay = peerObjects(node.network, place.peer, family).fdb !== undefined;
  return isOverlay && at !== undefined ? addressPart(at.subnet) : address;
}

function refuseElsewhere({ place, name }: Endpoint, to: Endpoint): void {
  if (place.at === 'here' || to.place.at === 'here') return;
  const peer = [place, to.place].flatMap((one) => (one.at === 'peer' ? one.peer.name : []))[0];
  throw new Failure('usage', `neither ${name} nor ${to.name} is on this node`, {
    hint: peer === undefined ? 'Name a pod of this node, or host.' : `Run it on ${peer}.`,
  });
}

/** The address of this node that a packet from elsewhere goes to, where none is named. */
const hereAddress = ({ network }: TracedNode, family: Family): Address | undefined =>
  network.families.find(({ name }) => (name === 'ipv6') === (family === 6))?.local;

const largestOf = (hops: readonly TraceHop[]): number | undefined => {
  const sizes = hops.flatMap(({ carries }) => carries ?? []);
  return sizes.length === 0 ? undefined : Math.min(...sizes);
};

/** Traces a packet between two ends, and its reply. Pure: what the kernel would do, by recorded tables. */
export function tracePacket(ctx: TraceContext, from: Endpoint, to: Endpoint, family: Family): Trace {
  refuseElsewhere(from, to);
  const destination = to.address ?? hereAddress(ctx.node, family);
  if (destination === undefined)
    throw new Failure('usage', `${to.name} has no IPv${family} address`, { hint: 'Trace the other family.' });
  const own = familyOf(destination);
  const start: Flow = { family: own, destination, from, to, isReply: false };
  const given = sourceOfPeer(ctx.node, from, to, own);
  const source =
    from.place.at === 'here' && from.kind === 'node'
      ? ownSource(ctx, { ...start, ...(given && { source: given }) })
      : given;
  if (source !== undefined && familyOf(source) !== own)
    throw new Failure('usage', `${from.name} and ${to.name} are addresses of different families`);
  const flow: Flow = { ...start, ...(source === undefined ? {} : { source }) };
  const request = pathOf(ctx, flow);
  const arrives = request.at(-1)?.state !== 'broken';
  const masqueraded = request.flatMap(({ newSource }) => newSource ?? [])[0];
  const reply =
    arrives && source !== undefined
      ? pathOf(ctx, {
          family: own,
          source: destination,
          destination: source,
          from: to,
          to: from,
          isReply: true,
          ...(masqueraded === undefined ? {} : { masqueraded }),
        })
      : [];
  const largest = largestOf([...request, ...reply]);
  return {
    node: ctx.node.name,
    from,
    to,
    family: own,
    ...(source === undefined ? {} : { source }),
    ...(masqueraded === undefined ? {} : { masqueraded }),
    destination,
    request,
    reply,
    ...(largest === undefined ? {} : { largest }),
  };
}
