import { Failure } from '../errors/index.ts';
import { type Address, addressIn, type Prefix, prefixesOverlap } from '../net/index.ts';

/** Networks that the nodes of a lab may be connected by. A lab is closed, so it doesn't matter who else uses one. */
const CANDIDATES = [
  '192.168.77.0/24',
  '172.31.77.0/24',
  '10.77.77.0/24',
] as readonly string[] as readonly Prefix[];

/** The first candidate that the pod network leaves free; a Failure `invalidConfig` if it covers them all. */
export function chooseUnderlay(podNetwork: Prefix): Prefix {
  const free = CANDIDATES.find((candidate) => !prefixesOverlap(candidate, podNetwork));
  if (free !== undefined) return free;
  throw new Failure(
    'invalidConfig',
    `the pod network ${podNetwork} covers every network a lab's nodes could have`,
    {
      hint: `Give a smaller Network: one that leaves out one of ${CANDIDATES.join(', ')}.`,
    },
  );
}

/** The underlay address of the k-th node, counted from 1. */
export const nodeAddress = (underlay: Prefix, k: number): Address => addressIn(underlay, k);

/** The switch's own address, which is the nodes' default gateway. */
export const switchAddress = (underlay: Prefix): Address => addressIn(underlay, 254);
