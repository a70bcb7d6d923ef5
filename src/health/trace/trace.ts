import {
  type Fact,
  type Facts,
  forwardingEntries,
  hostLinks,
  neighborEntries,
  nexthopObjects,
  type PodInside,
  packetRules,
  packetSettings,
  podInterfaces,
  podTables,
  routingRules,
  tableRoutes,
} from '../../host/index.ts';
import { FAMILY_OF, type Family, familyOf, parseAddress } from '../../net/index.ts';
import { withSavedNode } from '../../node/index.ts';
import type { TraceContext } from './context.ts';
import { endpointOf, type NameSpace } from './endpoints.ts';
import type { Endpoint, Trace } from './model.ts';
import { tracePacket } from './path.ts';
import { viewOf } from './view.ts';

/** The ends of a path, by their names or addresses. */
export interface TraceEnds {
  readonly from: string;
  readonly to: string;
  /** The family of names that have addresses of both. */
  readonly family?: Family;
}

/** Every fact that a trace asks for besides those of the pods at its ends. */
const NEEDS = {
  links: hostLinks,
  rules: routingRules,
  routes: tableRoutes,
  nexthops: nexthopObjects,
  neighbors: neighborEntries,
  fdb: forwardingEntries,
  settings: packetSettings,
  firewall: packetRules,
};

/** The facts by which every path of a node can be traced. @param root that the CNI cache is below */
export async function traceFacts(root: string, facts: Facts): Promise<readonly Fact<unknown>[]> {
  const pods = await facts(podInterfaces(root));
  const namespaces = new Set(pods.flatMap(({ netns }) => netns ?? []));
  return [...Object.values(NEEDS), podInterfaces(root), ...[...namespaces].map(podTables)];
}

async function readView(facts: Facts): Promise<TraceContext['view']> {
  const [links, rules, routes, nexthops, neighbors, fdb, settings, firewall] = await Promise.all([
    facts(NEEDS.links),
    facts(NEEDS.rules),
    facts(NEEDS.routes),
    facts(NEEDS.nexthops),
    facts(NEEDS.neighbors),
    facts(NEEDS.fdb),
    facts(NEEDS.settings),
    facts(NEEDS.firewall),
  ]);
  return viewOf({ links, rules, routes, nexthops, neighbors, fdb, settings, firewall });
}

/** What names stand for on a node, by its facts. */
export async function readNames(node: NameSpace['node'], facts: Facts): Promise<NameSpace> {
  const [view, pods] = await Promise.all([readView(facts), facts(podInterfaces(node.root))]);
  return { node, view, pods };
}

/** What is in the pods of this node at the ends. */
async function readPods(ends: readonly Endpoint[], facts: Facts): Promise<Record<string, PodInside>> {
  const namespaces = [...new Set(ends.flatMap(({ attached }) => attached?.netns ?? []))];
  const inside = namespaces.map(async (netns) => [netns, await facts(podTables(netns))] as const);
  return Object.fromEntries(await Promise.all(inside));
}

/** All that a path between ends is worked out from. */
export async function contextOf(
  { node, view }: NameSpace,
  ends: readonly Endpoint[],
  facts: Facts,
): Promise<TraceContext> {
  return { node, view, inside: await readPods(ends, facts) };
}

/** The family of a trace: that of an address, else the one asked for, else the node's first. */
export function familyOfEnds({ from, to, family }: TraceEnds, { network }: NameSpace['node']): Family {
  const address = parseAddress(from) ?? parseAddress(to);
  if (address !== undefined) return familyOf(address);
  const [first] = network.families;
  return family ?? (first === undefined ? 4 : FAMILY_OF[first.name]);
}

/** Traces by the facts of a node, of this host or recorded. */
export async function traceBy(node: NameSpace['node'], facts: Facts, ends: TraceEnds): Promise<Trace> {
  const names = await readNames(node, facts);
  const family = familyOfEnds(ends, node);
  const [from, to] = [endpointOf(names, ends.from, family), endpointOf(names, ends.to, family)];
  return tracePacket({ ctx: await contextOf(names, [from, to], facts), from, to }, family);
}

/** Traces the path of a packet, and of its reply, from or to this node. Changes nothing and sends nothing. */
export const traceNode = async (root: string, ends: TraceEnds): Promise<Trace> =>
  withSavedNode(root, async (node, facts) => traceBy(node, facts, ends));
