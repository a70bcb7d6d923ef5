import { randomFrom } from '../../fuzz/random.ts';
import type { Extras } from './asker.ts';
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
  /** Whether the packets of --live were answered, where they were sent. */
  readonly isLiveAnswered?: boolean;
  /** A check that was named in vain, where it was run. */
  readonly unfounded?: string;
}

/** How often packets are sent by --live, and checks are run, because that takes seconds. */
const EVERY = { live: 20, check: 4 };

/** Breaks, asks both ends, sends, and mends. */
async function tryPair(world: TraceWorld, pair: TracePair, extras: Extras): Promise<TraceOutcome> {
  const { fault, broken, node, member, to, far } = pair;
  await world.breakNode(broken, fault);
  const here = await world.ask(node.node, member === node.node ? 'host' : member, to, extras);
  const there =
    far && here.isDelivered ? await world.ask(far.node, here.source, here.destination) : undefined;
  const isAnswered = await world.ping(member, to);
  await world.mend(broken, fault);
  return {
    pair: `${fault.name} on ${broken.node}: ${member} → ${to}`,
    isAnswered,
    isDelivered: here.isDelivered && (there?.isDelivered ?? true),
    why: here.why || there?.why || '',
    ...(here.isAnswered === undefined ? {} : { isLiveAnswered: here.isAnswered }),
    ...(here.unfounded === undefined ? {} : { unfounded: here.unfounded }),
  };
}

/** Checks judge TCP and the overlay's UDP: rules that drop ICMP alone are none of theirs. */
const dropsPingsAlone = ({ fault, broken }: TracePair): boolean => /\bicmp\b/.test(fault.break(broken));

/** Tries pairs one after the other. */
export async function tryPairs(world: TraceWorld, count: number, seed: number): Promise<TraceOutcome[]> {
  const outcomes: TraceOutcome[] = [];
  for (const [i, pair] of tracePairs(world.nodes, count, seed).entries())
    outcomes.push(
      await tryPair(world, pair, {
        live: i % EVERY.live === 1,
        check: i % EVERY.check === 1 && !dropsPingsAlone(pair),
      }),
    );
  return outcomes;
}

/** The outcomes in which a packet did something else than the trace says. */
export const wrongOnes = (outcomes: readonly TraceOutcome[]): TraceOutcome[] =>
  outcomes.filter(
    ({ isAnswered, isDelivered, isLiveAnswered = isAnswered, unfounded }) =>
      isAnswered !== isDelivered || isAnswered !== isLiveAnswered || unfounded !== undefined,
  );
