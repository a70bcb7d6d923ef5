import type { FamilyNetwork } from '../config/index.ts';
import { Failure } from '../errors/index.ts';
import { FAMILY_NAMES, type FamilyName, type NodeName, type Prefix, prefixesOverlap } from '../net/index.ts';
import { freeSubnets } from './free-subnets.ts';
import type { NamedNetwork } from './network.ts';
import { isGivenOut, subnetAtIndex, subnetCount, subnetIndex } from './subnets.ts';
import type { NodeRequest, SubnetPlan } from './types.ts';

/** The subnets of one family, by node. */
export type Assignment = ReadonlyMap<NodeName, Prefix>;

/** What nodes have or are pinned to, whatever the rest gets. */
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
 * Gives every node its subnet in each family: the one it had before, else the one it is pinned to, else the one at the
 * same place as its subnet of the other family, else the first free one, in byte order of the names. A Failure
 * `invalidConfig` says how many don't fit.
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
    const unsettled = nodes
      .filter((node) => node[name] !== undefined && !subnets[name].has(node.name))
      .map((node) => node.name)
      .sort();
    assignFamily(network, subnets[name], unsettled, placed, nodes.length);
  }
  return subnets;
}

/** The places of subnets in their network. */
const placesOf = (network: FamilyNetwork | undefined, subnets: Assignment): ReadonlyMap<NodeName, bigint> =>
  new Map(
    network === undefined ? [] : [...subnets].map(([name, subnet]) => [name, subnetIndex(network, subnet)]),
  );

function assignFamily(
  network: FamilyNetwork,
  subnets: Map<NodeName, Prefix>,
  unsettled: readonly NodeName[],
  places: ReadonlyMap<NodeName, bigint>,
  wanted: number,
): void {
  const taken = [...subnets.values()];
  const ofUsualLength = new Set(taken);
  for (const name of unsettled) {
    const place = places.get(name);
    const subnet = place === undefined ? undefined : subnetAtIndex(network, place);
    if (subnet === undefined || !isGivenOut(network, subnet) || ofUsualLength.has(subnet)) continue;
    if (taken.some((other) => prefixesOverlap(other, subnet))) continue;
    subnets.set(name, subnet);
    ofUsualLength.add(subnet);
  }
  const free = freeSubnets(network, [...subnets.values()]);
  const left = unsettled.filter((name) => {
    if (subnets.has(name)) return false;
    const { value: subnet } = free.next();
    if (subnet !== undefined) subnets.set(name, subnet);
    return subnet === undefined;
  });
  if (left.length > 0) throw networkFull(network, wanted, left);
}

const NAMED_MAX = 5;

function networkFull(network: FamilyNetwork, wanted: number, left: readonly NodeName[]): Failure {
  const subnets = subnetCount(network);
  const names = left.slice(0, NAMED_MAX);
  const more = left.length > NAMED_MAX ? ` and ${left.length - NAMED_MAX} more` : '';
  return new Failure(
    'invalidConfig',
    `the network is full: ${network.network} has ${subnets} subnets for ${wanted} nodes, ` +
      `so ${left.length} ${left.length === 1 ? 'has' : 'have'} none: ${names.join(', ')}${more}`,
    { hint: 'Take a wider Network or a longer SubnetLen, or take nodes out of the list.' },
  );
}
