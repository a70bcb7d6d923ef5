import { Failure } from '../../errors/index.ts';
import type { Facts } from '../../host/index.ts';
import type { Address, Family } from '../../net/index.ts';
import { onBundles } from '../bundle/read-bundle.ts';
import { endpointOf, type NameSpace, SELF } from './endpoints.ts';
import type { Endpoint, Trace } from './model.ts';
import { type FarSide, tracePacket } from './path.ts';
import { contextOf, familyOfEnds, readNames, type TraceEnds, traceBy } from './trace.ts';

/** A node whose facts are recorded, and what names stand for there. */
export interface Station {
  readonly names: NameSpace;
  readonly facts: Facts;
}

const nameOf = ({ names }: Station): string => names.node.name;

/** The end that a name stands for where it is on that node itself. */
function endAt({ names }: Station, name: string, family: Family): Endpoint | undefined {
  try {
    const end = endpointOf(names, name, family);
    return end.place.at === 'here' ? end : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** The node that an end is on, of those that were gathered. */
const homeOf = (stations: readonly Station[], name: string, family: Family): Station | undefined =>
  stations.find((station) => endAt(station, name, family) !== undefined);

function refuseUnclear(stations: readonly Station[], { from, to }: TraceEnds): void {
  const names = stations.map(nameOf);
  const [twice] = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Failure('invalidConfig', `two of the bundles are of ${twice}`, {
      hint: 'Give one of each node.',
    });
  if (SELF.includes(from) || SELF.includes(to))
    throw new Failure('usage', 'with several bundles, "host" may be any of their nodes', {
      hint: `Name the node: ${names.join(', ')}.`,
    });
}

/** How the near node calls the end on the far one. */
function nearName(near: Station, far: Station, end: Endpoint, family: Family): string {
  if (end.address !== undefined) return end.address;
  const isListed = near.names.node.network.peers.some(({ name }) => name === nameOf(far));
  const own = far.names.node.network.families.find(({ name }) => (name === 'ipv6') === (family === 6));
  return isListed ? nameOf(far) : (own?.local ?? nameOf(far));
}

/** Traces by the tables of both nodes. */
async function traceBetween(near: Station, far: Station, ends: TraceEnds, family: Family): Promise<Trace> {
  const there = endpointOf(far.names, ends.to, family);
  const from = endpointOf(near.names, ends.from, family);
  const to = endpointOf(near.names, nearName(near, far, there, family), family);
  const ctx = await contextOf(near.names, [from], near.facts);
  const farCtx = await contextOf(far.names, [there], far.facts);
  const side: FarSide = (source: Address | undefined, destination: Address) => ({
    ctx: farCtx,
    from: endpointOf(far.names, source ?? nameOf(near), family),
    to: endpointOf(far.names, destination, family),
  });
  return tracePacket({ ctx, from, to }, family, side);
}

/** Traces a packet by what was gathered of the nodes at its ends, or of one of them. */
export const traceBundles = async (files: readonly string[], ends: TraceEnds): Promise<Trace> =>
  onBundles(files, async (bundles) => {
    const stations = await Promise.all(
      bundles.map(async ({ subject, facts }) => ({ facts, names: await readNames(subject, facts) })),
    );
    return traceStations(stations, ends);
  });

/** The same of nodes that have been read. */
export async function traceStations(stations: readonly Station[], ends: TraceEnds): Promise<Trace> {
  const [first] = stations;
  if (first === undefined) throw new Failure('usage', 'no bundle is given');
  if (stations.length === 1) return traceBy(first.names.node, first.facts, ends);
  refuseUnclear(stations, ends);
  const family = familyOfEnds(ends, first.names.node);
  const [near, far] = [homeOf(stations, ends.from, family), homeOf(stations, ends.to, family)];
  if (near !== undefined && far !== undefined && near !== far) return traceBetween(near, far, ends, family);
  const one = near ?? far ?? first;
  return traceBy(one.names.node, one.facts, ends);
}
