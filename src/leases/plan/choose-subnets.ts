import type { NetConf } from '../../config/index.ts';
import { Failure } from '../../errors/index.ts';
import type { LeaseSubnets } from '../../flannel/index.ts';
import type { Prefix } from '../../net/index.ts';
import { inFamiliesOf } from '../in-families.ts';
import { freeSubnets } from '../subnets/free-subnets.ts';
import { networksOf } from '../subnets/network.ts';
import { isGivenOut, rangeOf, subnetCount } from '../subnets/subnets.ts';

/** Of so many free subnets one is chosen, so that nodes that start at once seldom choose the same (flannel-facts 3.5). */
const CHOICE = 100;

/**
 * Chooses the subnets of a new lease: the first of the wished ones that flanneld would give out and that overlap no
 * taken one, else one of the first 100 free ones. A Failure `invalidConfig` says that the network is full.
 * @param random gives a whole number from 0 up to, but not including, its argument
 */
export function chooseSubnets(
  netConf: NetConf,
  taken: readonly Prefix[],
  wished: readonly LeaseSubnets[],
  random: (below: number) => number,
): LeaseSubnets {
  const networks = networksOf(netConf);
  const isFree = (subnet: Prefix): boolean => !taken.some((other) => overlap(subnet, other));
  const fitting = wished.find((subnets) =>
    networks.every(({ name, network }) => {
      const subnet = subnets[name];
      return subnet !== undefined && isGivenOut(network, subnet) && isFree(subnet);
    }),
  );
  if (fitting !== undefined) return inFamiliesOf(netConf, (family) => fitting[family]);
  return inFamiliesOf(netConf, (_, network) => {
    const free = firstOf(freeSubnets(network, taken), CHOICE);
    const chosen = free[random(free.length)];
    if (chosen !== undefined) return chosen;
    throw new Failure(
      'invalidConfig',
      `the network is full: all ${subnetCount(network)} subnets of ${network.network} are taken`,
      { hint: 'Remove leases of nodes that are gone, or take a wider network for all nodes.' },
    );
  });
}

function overlap(one: Prefix, other: Prefix): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a.first <= b.last && b.first <= a.last;
}

function firstOf<T>(values: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const value of values) {
    if (first.push(value) === count) break;
  }
  return first;
}
