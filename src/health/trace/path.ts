import { Failure } from '../../errors/index.ts';
import { type Address, addressPart, type Family, familyOf } from '../../net/index.ts';
import type { TraceContext } from './context.ts';
import { familyAt, peerObjects, type TracedNode } from './known.ts';
import type { Endpoint, Flow, Trace, TraceHop } from './model.ts';
import { ownSource } from './stages/node.ts';
import { type FlowOnNode, newSourceIn, pathAt, travel } from './travel.ts';

/** A node whose tables are known, with the ends of a path as it sees them. */
export interface TraceSide {
  readonly ctx: TraceContext;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** The node at the other end, by the addresses that a packet arrives with. */
export type FarSide = (source: Address | undefined, destination: Address) => TraceSide;

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

/** What is sent: the packet with the source that the kernel, or the user, chooses. */
function startOf({ ctx, from, to }: TraceSide, family: Family): Flow {
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
  return { ...start, ...(source === undefined ? {} : { source }) };
}

/** The packet as the node at the other end sees it. */
function flowAtOtherEnd({ ctx, from, to }: TraceSide, flow: Flow, source: Address | undefined): FlowOnNode {
  const { source: _, ...rest } = flow;
  return { ctx, flow: { ...rest, from, to, ...(source === undefined ? {} : { source }) } };
}

/** The reply of a packet: to what its source has become. */
const replyOf = (
  { from, to, family, destination }: Flow,
  source: Address,
  masqueraded: Address | undefined,
): Flow => ({
  family,
  source: destination,
  destination: source,
  from: to,
  to: from,
  isReply: true,
  ...(masqueraded === undefined ? {} : { masqueraded }),
});

/** The reply, by the tables of the far node first where they are known. */
function replyPath(
  near: FlowOnNode,
  far: FarSide | undefined,
  source: Address,
  masqueraded: Address | undefined,
): readonly TraceHop[] {
  const { ctx, flow } = near;
  const home: FlowOnNode = { ctx, flow: replyOf(flow, source, masqueraded) };
  if (far === undefined) return pathAt(home);
  const sender = masqueraded ?? source;
  const there = flowAtOtherEnd(far(sender, flow.destination), flow, sender);
  return travel({ ...there, flow: replyOf(there.flow, sender, undefined) }, () => home);
}

/**
 * Traces a packet between two ends, and its reply. Pure: what the kernel would do, by recorded tables.
 * @param far the node at the other end, where its tables are known, too
 */
export function tracePacket(near: TraceSide, family: Family, far?: FarSide): Trace {
  const { ctx, from, to } = near;
  refuseElsewhere(from, to);
  const flow = startOf(near, family);
  const { source, destination } = flow;
  const sent: FlowOnNode = { ctx, flow };
  const request =
    far === undefined
      ? pathAt(sent)
      : travel(sent, (sender) => flowAtOtherEnd(far(sender, destination), flow, sender));
  const masqueraded = newSourceIn(request);
  const arrives = request.at(-1)?.state !== 'broken';
  const reply = arrives && source !== undefined ? replyPath(sent, far, source, masqueraded) : [];
  const largest = largestOf([...request, ...reply]);
  const other = far?.(source, destination);
  return {
    node: ctx.node.name,
    ...(other === undefined ? {} : { farNode: other.ctx.node.name }),
    from,
    to: other === undefined ? to : { ...to, name: other.to.name },
    family: flow.family,
    ...(source === undefined ? {} : { source }),
    ...(masqueraded === undefined ? {} : { masqueraded }),
    destination,
    request,
    reply,
    ...(largest === undefined ? {} : { largest }),
  };
}
