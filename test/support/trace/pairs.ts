import { randomFrom } from '../../fuzz/random.ts';
import type { Broken, TraceFault } from './faults.ts';
import { TRACE_FAULTS } from './faults.ts';
import type { TraceWorld } from './world.ts';

/** A path with a fault. */
interface TracePair {
  readonly fault: TraceFault;
  readonly broken: Broken;
  readonly node: Broken;
  readonly other: Broken;
  /** Where the packet is sent from: a pod, or the node itself. */
  readonly member: string;
  readonly to: string;
  /** The node that has the other end, where that is another. */
  readonly far: Broken | undefined;
}

/** Where a packet goes to: a pod of either node, a node, or the router between. */
function aims(
  node: Broken,
  other: Broken,
  member: string,
): readonly (readonly [string, Broken | undefined])[] {
  const [first = '', second = ''] = node.podAddresses;
  const own = member === node.pods[0] ? second : first;
  return [
    [other.podAddresses[0] ?? '', other],
    [other.podAddresses[0] ?? '', other],
    [other.podAddresses[1] ?? '', other],
    [own, undefined],
    [other.address, other],
    [node.address, undefined],
    ['192.168.77.254', undefined],
  ];
}

/** Random paths with random faults; each fault comes in turn. */
function tracePairs([n1, n2]: TraceWorld['nodes'], count: number, seed: number): TracePair[] {
  const { below, pick } = randomFrom(seed);
  const start = below(TRACE_FAULTS.length);
  return Array.from({ length: count }, (_, i) => {
    const [node, other] = below(2) === 0 ? [n1, n2] : [n2, n1];
    const member = pick([node.pods[0], node.pods[0], node.pods[1], node.node]) ?? node.node;
    const [to, far] = pick(aims(node, other, member));
    return {
      fault: TRACE_FAULTS[(start + i) % TRACE_FAULTS.length] as TraceFault,
      broken: far === undefined || below(10) < 6 ? node : other,
      node,
      other,
      member,
      to,
      far,
    };
  });
}

/** What came of a path. */
export interface TraceOutcome {
  readonly pair: string;
  readonly isAnswered: boolean;
  readonly isDelivered: boolean;
  readonly why: string;
}

/** Breaks, asks both ends, sends, and mends. */
async function tryPair(world: TraceWorld, pair: TracePair): Promise<TraceOutcome> {
  const { fault, broken, node, member, to, far } = pair;
  await world.breakNode(broken, fault);
  const here = await world.ask(node.node, member === node.node ? 'host' : member, to);
  const there =
    far && here.isDelivered ? await world.ask(far.node, here.source, here.destination) : undefined;
  const isAnswered = await world.ping(member, to);
  await world.mend(broken, fault);
  return {
    pair: `${fault.name} on ${broken.node}: ${member} → ${to}`,
    isAnswered,
    isDelivered: here.isDelivered && (there?.isDelivered ?? true),
    why: here.why || there?.why || '',
  };
}

/** Tries pairs one after the other. */
export async function tryPairs(world: TraceWorld, count: number, seed: number): Promise<TraceOutcome[]> {
  const outcomes: TraceOutcome[] = [];
  for (const pair of tracePairs(world.nodes, count, seed)) outcomes.push(await tryPair(world, pair));
  return outcomes;
}

/** The outcomes in which a packet did something else than the trace says. */
export const wrongOnes = (outcomes: readonly TraceOutcome[]): TraceOutcome[] =>
  outcomes.filter(({ isAnswered, isDelivered }) => isAnswered !== isDelivered);
