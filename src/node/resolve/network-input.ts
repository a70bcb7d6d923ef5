import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../errors/index.ts';
import { subnetsOfNode } from '../../flannel/index.ts';
import { STDIN } from '../../host/index.ts';
import type { NodeRequest, SubnetPlan } from '../../leases/index.ts';
import type { Prefix } from '../../net/index.ts';
import { type GivenNetConf, readNetConf } from '../input/inputs.ts';
import { listOfPlan, readPeerList } from '../input/peer-list.ts';
import type { SavedNode } from '../saved/saved-node.ts';
import { hostList, hostSubnets } from '../takeover/adopt.ts';
import type { SetUpInput } from './set-up-input.ts';

/** The network to build and its known nodes. */
export interface NetworkInput extends GivenNetConf {
  readonly nodes: readonly NodeRequest[];
  /** The plan that the list is, checked by all rules of plans; it may be of another network. */
  readonly listedPlan: SubnetPlan | undefined;
  /** Whether the list has the net-conf in it, so that another node needs only the list. */
  readonly isNetConfListed: boolean;
}

/** The subnets of this node: saved ones, else those that flanneld left. */
async function heldSubnets(
  { root, subnetFile }: SetUpInput,
  record: SavedNode | undefined,
): Promise<Prefix[]> {
  if (record === undefined) return hostSubnets(root, subnetFile);
  return record.plan.nodes.filter(({ name }) => name === record.name).flatMap(subnetsOfNode);
}

/**
 * The nodes of the given list, else the saved ones, else those that flanneld knew, else none; in the network of the
 * given net-conf, else the list's, else the saved one.
 */
export async function readNetworkInput(
  given: SetUpInput,
  record: SavedNode | undefined,
): Promise<NetworkInput> {
  if (given.stored !== undefined) return { ...given.stored, listedPlan: undefined, isNetConfListed: true };
  if (given.nodesFile === STDIN && given.netConf === STDIN)
    throw new Failure('usage', 'only one file can be read from stdin', { hint: 'Give - once.' });
  const remembered = record && listOfPlan(record.plan);
  const { nodesFile, annotationPrefix, strict } = given;
  const list =
    nodesFile === undefined
      ? (remembered ?? (await hostList(given.root, given.subnetFile, given.hostPlan)))
      : await readPeerList(nodesFile, {
          ...(annotationPrefix && { annotationPrefix }),
          ...(strict && { strict }),
          held: await heldSubnets(given, record),
          known: record?.plan,
        });
  const named = given.netConf === undefined ? undefined : await readNetConf(given.netConf);
  const network = named ?? list?.carried ?? remembered?.carried;
  if (network === undefined) throw noNetwork(nodesFile);
  const { nodes, warnings } = list?.nodesIn(network.netConf) ?? { nodes: [], warnings: [] };
  const isNetConfListed = isDeepStrictEqual(list?.carried?.netConfSource, network.netConfSource);
  return {
    ...network,
    nodes,
    listedPlan: list?.plan,
    isNetConfListed,
    warnings: [...network.warnings, ...warnings],
  };
}

const noNetwork = (nodesFile: string | undefined): Failure =>
  new Failure('usage', 'this node has not been set up yet, so it has to be told the network', {
    hint:
      nodesFile === undefined
        ? 'Give --net-conf FILE, or --nodes FILE.'
        : 'The list has no net-conf in it: give --net-conf FILE as well.',
  });
