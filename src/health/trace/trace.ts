import type { CheckedNode } from '../../checks/index.ts';
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
import { onBundle } from '../gather/read-bundle.ts';
import type { TraceContext } from './context.ts';
import { endpointOf } from './endpoints.ts';
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

/** What is in the pods of this node at the ends. */
async function readPods(ends: readonly Endpoint[], facts: Facts): Promise<Record<string, PodInside>> {
  const namespaces = [...new Set(ends.flatMap(({ attached }) => attached?.netns ?? []))];
  const inside = namespaces.map(async (netns) => [netns, await facts(podTables(netns))] as const);
  return Object.fromEntries(await Promise.all(inside));
}

/** The family of a trace: that of an address, else the one asked for, else the node's first. */
function familyOfEnds({ from, to, family }: TraceEnds, { network }: CheckedNode): Family {
  const address = parseAddress(from) ?? parseAddress(to);
  if (address !== undefined) return familyOf(address);
  const [first] = network.families;
  return family ?? (first === undefined ? 4 : FAMILY_OF[first.name]);
}

/** Traces by the facts of a node, of this host or recorded. */
export async function traceBy(node: CheckedNode, facts: Facts, ends: TraceEnds): Promise<Trace> {
  const [view, pods] = await Promise.all([readView(facts), facts(podInterfaces(node.root))]);
  const family = familyOfEnds(ends, node);
  const names = { node, view, pods };
  const [from, to] = [endpointOf(names, ends.from, family), endpointOf(names, ends.to, family)];
  const inside = await readPods([from, to], facts);
  return tracePacket({ node, view, inside }, from, to, family);
}

/** Traces the path of a packet, and of its reply, from or to this node. Changes nothing and sends nothing. */
export const traceNode = async (root: string, ends: TraceEnds): Promise<Trace> =>
  withSavedNode(root, async (node, facts) => traceBy(node, facts, ends));

/** The same by what was gathered of a node. */
export const traceBundle = async (file: string, ends: TraceEnds): Promise<Trace> =>
  onBundle(file, async ({ subject, facts }) => traceBy(subject, facts, ends));
