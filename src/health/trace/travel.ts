import { type Address, prefixContainsAddress } from '../../net/index.ts';
import type { TraceContext } from './context.ts';
import { broken, type Endpoint, type Flow, follow, type TraceHop } from './model.ts';
import { arrive } from './stages/arrive.ts';
import { acrossBridge } from './stages/bridge.ts';
import { enter, fromHost } from './stages/node.ts';
import { fromPod } from './stages/pod-start.ts';

/** A packet at a node whose tables are known, with its ends as that node sees them. */
export interface FlowOnNode {
  readonly ctx: TraceContext;
  readonly flow: Flow;
}

/** The path of one packet, as far as one node sees it. */
export function pathAt({ ctx, flow }: FlowOnNode): readonly TraceHop[] {
  if (flow.from.place.at !== 'here') return arrive(ctx, flow);
  if (flow.from.kind === 'node') return fromHost(ctx, flow);
  return follow(fromPod(ctx, flow), ({ by }) =>
    by === 'bridge' ? acrossBridge(ctx, flow) : enter(ctx, flow, ctx.node.network.bridge),
  );
}

const isInNetwork = ({ node }: TraceContext, address: Address | undefined): boolean =>
  address !== undefined &&
  node.network.families.some(({ network }) => prefixContainsAddress(network.network, address));

/** A pod of the other node that this node's list does not have: its packets would go by the default route. */
function unlistedEnd({ ctx, flow }: FlowOnNode, other: string): TraceHop | undefined {
  const ends: [Endpoint, Address | undefined][] = [
    [flow.from, flow.source],
    [flow.to, flow.masqueraded ?? flow.destination],
  ];
  const [unknown] = ends.filter(
    ([{ place }, address]) => place.at === 'outside' && isInNetwork(ctx, address),
  );
  if (unknown === undefined) return undefined;
  const { name } = ctx.node;
  return broken(
    { on: name, kind: 'route', object: `no node with ${unknown[1]}` },
    `the list of nodes of ${name} has no node with ${unknown[1]}, which is on ${other}`,
    'peers',
  );
}

/**
 * The path of a packet that two nodes see: the second takes it as the first has sent it.
 * @param second by the source that the packet has there
 */
export function travel(
  first: FlowOnNode,
  second: (source: Address | undefined) => FlowOnNode,
): readonly TraceHop[] {
  const { name } = first.ctx.node;
  const seen = (one: FlowOnNode, other: string): readonly TraceHop[] => {
    const unknown = unlistedEnd(one, other);
    const hops = unknown === undefined ? pathAt(one) : [unknown];
    return hops
      .filter(({ state }) => state !== 'expected')
      .map((hop) => ({ ...hop, node: one.ctx.node.name }));
  };
  const hops = seen(first, second(first.flow.source).ctx.node.name);
  if (hops.at(-1)?.state === 'broken') return hops;
  const outer = hops.flatMap(({ sends }) => sends ?? []).at(-1);
  const { ctx, flow } = second(newSourceIn(hops) ?? first.flow.source);
  const sent = { by: name, ...(outer === undefined ? {} : { outer }) };
  return [...hops, ...seen({ ctx, flow: { ...flow, sent } }, name)];
}

/** The address that masquerading gives a packet. */
export const newSourceIn = (hops: readonly TraceHop[]): Address | undefined =>
  hops.flatMap(({ newSource }) => newSource ?? [])[0];
