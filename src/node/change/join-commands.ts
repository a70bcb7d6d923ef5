import { isDeepStrictEqual } from 'node:util';
import type { BackendConfig } from '../../backends/index.ts';
import { STDIN } from '../../host/index.ts';
import {
  explicitData,
  isSameNode,
  type NodeFamily,
  type NodeRequest,
  type PlanNode,
  type SubnetPlan,
} from '../../leases/index.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import { shellWord } from '../../words/index.ts';
import { peerText } from '../resolve/peers.ts';
import type { NodeConfig } from '../resolve/resolve-node.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import type { NodeOptions, SavedNode } from '../saved/saved-node.ts';

/** The command lines for the other nodes. */
export interface JoinCommands {
  /** For a new node. */
  readonly next: string;
  /** For every existing node, so that it knows this one. */
  readonly peers: string;
}

/** A node as a request for what it has, with its lease data where some of it does not follow from its subnet. */
function asRequest({ name, ...families }: PlanNode, backend: BackendConfig): NodeRequest {
  const own = FAMILY_NAMES.flatMap((family) => {
    const values = families[family];
    return values === undefined ? [] : [[family, values] as const];
  });
  const isOwn = ([, values]: readonly [string, NodeFamily]): boolean =>
    explicitData(values, backend) !== undefined;
  const hasOwn = own.some(isOwn);
  return {
    name,
    ...Object.fromEntries(
      own.map(([family, { publicIP, subnet, data }]) => [
        family,
        { publicIP, pin: subnet, ...(hasOwn && data && { data }) },
      ]),
    ),
  };
}

/** A node as a value of `--peer`. */
export const peerLine = (node: PlanNode, backend: BackendConfig): string =>
  peerText(asRequest(node, backend), backend);

const peerFlag = (node: PlanNode, backend: BackendConfig): string => `--peer ${peerLine(node, backend)}`;

/** JSON on one line that is safe to print: characters that a terminal would not show are escaped. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

const netConfFlag = ({ netConfSource }: SubnetPlan): string =>
  `--net-conf ${shellWord(asciiJson(netConfSource))}`;

/** The options that hold for every node of the network. */
const optionFlags = ({
  ipMasq,
  randomFully,
  cniType,
  subnetFile,
  ipBlackholeRoute,
}: NodeOptions): string[] => [
  ...(ipMasq ? [] : ['--no-ip-masq']),
  ...(randomFully === false ? ['--no-random-fully'] : []),
  ...(cniType === 'bridge' ? [] : [`--cni-type ${cniType}`]),
  ...(ipBlackholeRoute ? ['--ip-blackhole-route'] : []),
  ...(subnetFile === undefined ? [] : [`--subnet-file ${shellWord(subnetFile)}`]),
];

/** Beyond these no line is typed or pasted: a new node is given a list of nodes. */
const MOST_FLAGS = 20;

/**
 * The command lines for the other nodes. With a list in a file, each node reads the file; without one, the line
 * carries all nodes, and is short because lease data follows from the subnets.
 */
export function joinCommands(
  { node, peers, plan, isNetConfListed, options }: NodeConfig,
  record: SavedNode | undefined,
  { nodesFile: file, annotationPrefix }: Pick<SetUpInput, 'nodesFile' | 'annotationPrefix'>,
): JoinCommands {
  if (file !== undefined && file !== STDIN) {
    const line = [
      `flannelctl join --nodes ${shellWord(file)}`,
      ...(annotationPrefix === undefined ? [] : [`--kube-annotation-prefix ${shellWord(annotationPrefix)}`]),
      ...(isNetConfListed ? [] : [netConfFlag(plan)]),
      ...optionFlags(options),
    ].join(' ');
    return { next: line, peers: line };
  }
  const { backend } = plan.netConf;
  const all = [node, ...peers];
  const listed =
    all.length > MOST_FLAGS
      ? ['--nodes FILE']
      : [netConfFlag(plan), ...all.map((one) => peerFlag(one, backend))];
  const next = [...listed, ...optionFlags(options)];
  const others = [...(isNewNetwork(record, plan) ? [netConfFlag(plan)] : []), peerFlag(node, backend)];
  return { next: `flannelctl join ${next.join(' ')}`, peers: `flannelctl join ${others.join(' ')}` };
}

/** Whether the network differs from the one that the existing nodes know. */
const isNewNetwork = (record: SavedNode | undefined, { netConfSource }: SubnetPlan): boolean =>
  record !== undefined && !isDeepStrictEqual(record.plan.netConfSource, netConfSource);

/** The nodes that don't know the new network yet. */
export interface StaleNodes {
  /** A new node: the line printed before is outdated. */
  readonly next: boolean;
  /** The existing nodes: this node or the network is new or changed. */
  readonly peers: boolean;
}

/**
 * Which nodes a change of this node makes stale.
 * @param record the saved node of before
 */
export function staleNodes(
  { node, peers, plan }: Pick<NodeConfig, 'node' | 'peers' | 'plan'>,
  record: SavedNode | undefined,
): StaleNodes {
  const before = record?.plan.nodes.find(({ name }) => name === record.name);
  const others = record?.plan.nodes.filter((one) => one !== before) ?? [];
  const isNews = before === undefined || !isSameNode(before, node) || isNewNetwork(record, plan);
  const areSame =
    others.length === peers.length && peers.every((peer, i) => isSameNode(others[i] ?? node, peer));
  return { next: isNews || !areSame, peers: isNews };
}
