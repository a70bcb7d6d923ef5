import { type BackendInput, desiredState, type FamilyInput, podMtu } from '../../backends/index.ts';
import {
  type Facts,
  iptablesIsNft,
  type KernelFeatures,
  machineAt,
  programPaths,
  toolState,
  type Uplink,
  type Ways,
} from '../../host/index.ts';
import { networksOf } from '../../leases/index.ts';
import { lengthOf, type Prefix } from '../../net/index.ts';
import { compare, type DesiredState, type HostDiff, scopeOf } from '../../reconcile/index.ts';
import { type FileObject, type HostObject, keyOf } from '../../state/index.ts';
import { requireSupported } from '../input/supported.ts';
import { engineOf } from '../resolve/engine.ts';
import { refuseIdleFlags } from '../resolve/idle-flags.ts';
import { readNodeInputs } from '../resolve/read-inputs.ts';
import { type NodeConfig, resolveNode } from '../resolve/resolve-node.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { retainedFiles } from '../saved/leftovers.ts';
import { NOTHING_OWNED, ownedPaths, recordedMarks, unwantedOf } from '../saved/owned-by-record.ts';
import { podBridge } from '../saved/pod-bridge.ts';
import type { SavedNode } from '../saved/saved-node.ts';
import { cniConfText } from './cni.ts';
import { readWays } from './paths.ts';
import { serviceObjects } from './service.ts';

/** A node's observed and desired state, and what the latter was made from. */
export interface NodeDiff {
  readonly root: string;
  readonly record: SavedNode | undefined;
  readonly spec: NodeConfig;
  readonly network: BackendInput;
  /** The kernel's routes to each peer's public IP, and to pods of some peers. */
  readonly ways: Ways;
  readonly target: DesiredState;
  readonly comparison: HostDiff;
  /** Files that are not desired any more and stay, because another program wrote to them. */
  readonly kept: readonly string[];
}

/** The families of the net-conf that this node has. */
const familiesOf = ({ node, plan, uplink }: NodeConfig): FamilyInput[] =>
  networksOf(plan.netConf).flatMap(({ name, network }) => {
    const own = node[name];
    // Behind NAT the public IP can't be a source address: the kernel drops packets with a foreign one (6.18).
    return own === undefined ? [] : [{ name, network, own, local: uplink.addresses[name] ?? own.publicIP }];
  });

async function nodeNetwork(
  spec: NodeConfig,
  paths: BackendInput['paths'],
  kernel: KernelFeatures,
): Promise<BackendInput> {
  const { peers, uplink, options } = spec;
  const families = familiesOf(spec);
  const engine = await engineOf(spec.plan.netConf, options);
  const network: BackendInput = {
    families,
    peers,
    backend: requireSupported(spec.plan.netConf),
    uplink,
    paths,
    ipMasq: options.ipMasq,
    randomFully: options.randomFully ?? true,
    kernel,
    engine,
    bridge: podBridge(options),
    ...(options.ipBlackholeRoute && { blackholeRoute: true }),
    ...(options.subnetFile !== undefined && { subnetFile: options.subnetFile }),
    cniConf: '',
    iptablesIsNft: engine === 'iptables' && (await toolState('nft')) === 'works' && (await iptablesIsNft()),
  };
  return { ...network, cniConf: cniConfText(options, families, podMtu(network)) };
}

/** The desired state and the scope to observe, given what is ours by the record. */
async function targetFor(
  network: BackendInput,
  service: readonly FileObject[],
  root: string,
  record: SavedNode | undefined,
): Promise<{ readonly target: DesiredState; readonly kept: readonly string[] }> {
  const desired = distinct([...service, ...desiredState(network)]);
  const owned = record?.ledger ?? NOTHING_OWNED;
  const { paths, chains } = recordedMarks(owned);
  const kept = await retainedFiles(root, unwantedOf(owned, desired));
  const target = {
    desired,
    recorded: {
      paths: new Set([...paths].filter((file) => !kept.paths.has(file))),
      chains,
      networks: podNetworks(network, record),
    },
    // The first setup takes over what flanneld has left; later, objects with flannel's names may be an operator's.
    ...(record === undefined ? { flannel: flannelMarks(network) } : {}),
    scope: scopeOf(desired, root, ownedPaths(owned)),
  };
  return { target, kept: kept.changed };
}

const podNetworks = ({ families }: BackendInput, record: SavedNode | undefined): Prefix[] => [
  ...families.map(({ network: { network } }) => network),
  ...(record === undefined ? [] : networksOf(record.plan.netConf).map(({ network: { network } }) => network)),
];

/** A folder may be above several files. Objects for peers are unique, and 10,000 peers have 40,000. */
function distinct(objects: readonly HostObject[]): HostObject[] {
  const seen = new Set<string>();
  return objects.filter((object) => {
    if ('peer' in object) return true;
    const key = keyOf(object);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

const flannelMarks = ({ families, uplink }: BackendInput): NonNullable<DesiredState['flannel']> => ({
  networks: families.map(({ network: { network }, own }) => ({ network, subnetLen: lengthOf(own.subnet) })),
  uplink: uplink.name,
});

/**
 * Works out what this node is to be, observes the host and compares. Changes nothing.
 * @param standIn used for the uplink if there is none
 */
export async function diffNode(
  given: SetUpInput,
  record: SavedNode | undefined,
  facts: Facts,
  standIn?: Uplink,
): Promise<NodeDiff> {
  const inputs = await readNodeInputs(given, record, facts);
  const spec = resolveNode(inputs, record, standIn);
  refuseIdleFlags(given, spec);
  const ways = await readWays(spec, new Set(given.peers.map((text) => text.split('=')[0] ?? '')), facts);
  const { paths } = ways;
  const network = await nodeNetwork(spec, paths, inputs.host.features);
  const { root } = given;
  const service = spec.options.enableService ? serviceObjects(root, await facts(programPaths)) : [];
  const { target, kept } = await targetFor(network, service, root, record);
  return {
    root,
    record,
    spec,
    ways,
    network,
    target,
    kept,
    comparison: await compare(machineAt(root), target),
  };
}
