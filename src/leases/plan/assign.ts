import { Failure } from '../../errors/index.ts';
import { type FamilyNetwork, subnetIndex } from '../../flannel/index.ts';
import {
  addressPart,
  FAMILY_NAMES,
  type FamilyName,
  inNaturalOrder,
  lengthOf,
  type NodeName,
  type Prefix,
  prefixFamily,
  prefixOf,
} from '../../net/index.ts';
import { freeSubnets } from '../subnets/free-subnets.ts';
import type { NamedNetwork } from '../subnets/network.ts';
import { isGivenOut, subnetAtIndex, subnetCount } from '../subnets/subnets.ts';
import type { NodeRequest, SubnetPlan } from '../types.ts';

/** The subnets of one family, by node. */
export type Assignment = ReadonlyMap<NodeName, Prefix>;

/** The subnets that nodes keep or request, before the others get theirs. */
function settled(
  family: FamilyName,
  nodes: readonly NodeRequest[],
  previous: SubnetPlan | undefined,
): Map<NodeName, Prefix> {
  const before = new Map(previous?.nodes.map((node) => [node.name, node[family]?.subnet]));
  return new Map(
    nodes.flatMap(({ name, [family]: request }): [NodeName, Prefix][] => {
      const subnet = request === undefined ? undefined : (before.get(name) ?? request.pin);
      return subnet === undefined ? [] : [[name, subnet]];
    }),
  );
}

/**
 * Assigns every node a subnet in each family: the one it had, else the one it requests, else the one with the same
 * index as its subnet of the other family, else the first free one, in byte order of the names. A Failure
 * `invalidConfig` says how many nodes don't fit.
 */
export function assignSubnets(
  networks: readonly NamedNetwork[],
  nodes: readonly NodeRequest[],
  previous: SubnetPlan | undefined,
): Readonly<Record<FamilyName, Assignment>> {
  const subnets = { ipv4: settled('ipv4', nodes, previous), ipv6: settled('ipv6', nodes, previous) };
  const byFamily = new Map(networks.map(({ name, network }) => [name, network]));
  for (const { name, network } of networks) {
    const other = FAMILY_NAMES.find((family) => family !== name) ?? name;
    const placed = placesOf(byFamily.get(other), subnets[other]);
    const wanted = nodes.filter((node) => node[name] !== undefined).map((node) => node.name);
    const unsettled = inNaturalOrder(wanted.filter((node) => !subnets[name].has(node)));
    assignFamily(network, subnets[name], unsettled, placed);
  }
  return subnets;
}

/** The indices of subnets in their network. */
const placesOf = (network: FamilyNetwork | undefined, subnets: Assignment): ReadonlyMap<NodeName, bigint> =>
  new Map(
    network === undefined ? [] : [...subnets].map(([name, subnet]) => [name, subnetIndex(network, subnet)]),
  );

/** Returns a test whether a subnet of the usual length overlaps a taken one, of any length, by lookup. */
function overlapWith({ subnetLen }: FamilyNetwork, taken: readonly Prefix[]): (subnet: Prefix) => boolean {
  const lengths = new Set(taken.map((subnet) => Math.min(lengthOf(subnet), subnetLen)));
  const cut = new Set(
    taken.map((subnet) => prefixOf(addressPart(subnet), Math.min(lengthOf(subnet), subnetLen))),
  );
  return (subnet) => [...lengths].some((length) => cut.has(prefixOf(addressPart(subnet), length)));
}

function assignFamily(
  network: FamilyNetwork,
  subnets: Map<NodeName, Prefix>,
  unsettled: readonly NodeName[],
  places: ReadonlyMap<NodeName, bigint>,
): void {
  if (unsettled.length === 0) return;
  const isTaken = overlapWith(network, [...subnets.values()]);
  const given = new Set<Prefix>();
  for (const name of unsettled) {
    const place = places.get(name);
    const subnet = place === undefined ? undefined : subnetAtIndex(network, place);
    if (subnet === undefined || !isGivenOut(network, subnet) || isTaken(subnet) || given.has(subnet))
      continue;
    subnets.set(name, subnet);
    given.add(subnet);
  }
  const free = freeSubnets(network, [...subnets.values()]);
  const left = unsettled.filter((name) => {
    if (subnets.has(name)) return false;
    const { value: subnet } = free.next();
    if (subnet !== undefined) subnets.set(name, subnet);
    return subnet === undefined;
  });
  if (left.length > 0) throw networkFull(network, subnets.size, left);
}

const NAMED_MAX = 5;

function networkFull(network: FamilyNetwork, placed: number, left: readonly NodeName[]): Failure {
  const subnets = subnetCount(network);
  const key = prefixFamily(network.network) === 4 ? '' : 'IPv6';
  const names = left.slice(0, NAMED_MAX);
  const more = left.length > NAMED_MAX ? ` and ${left.length - NAMED_MAX} more` : '';
  return new Failure(
    'invalidConfig',
    `the network is full: ${network.network} has ${subnets} subnets for ${placed + left.length} nodes, ` +
      `so ${left.length} ${left.length === 1 ? 'has' : 'have'} none: ${names.join(', ')}${more}`,
    { hint: `Take a wider ${key}Network or a longer ${key}SubnetLen, or take nodes out of the list.` },
  );
}
