import { Failure, messageOf } from '../errors/index.ts';
import { interruptible } from '../host/index.ts';
import { readNetConfInput } from '../node/index.ts';
import { type LabName, nameFlag } from './base/names.ts';
import { listNamespaces } from './base/namespaces.ts';
import { DEFAULT_NET_CONF, readLabNetwork } from './base/network.ts';
import { thisProcess } from './base/processes.ts';
import { requireRootFolder } from './base/root-folder.ts';
import { claimFolder, type Lab } from './base/state.ts';
import { chooseUnderlays } from './base/underlay.ts';
import { build } from './build.ts';
import { labStore } from './nodes/store.ts';
import { requireFamilies, requirePlugins, requireRoot, requireSize } from './requirements.ts';
import { takeDown } from './take-down.ts';

export interface UpRequest {
  readonly name: LabName;
  readonly nodes: number;
  /** Pods on each node. */
  readonly pods: number;
  /** The number of underlay subnets that the nodes are distributed over. */
  readonly underlays: number;
  /** A net-conf's path, `-`, or its text; default: DEFAULT_NET_CONF. */
  readonly netConf?: string;
  /** The store whose leases the nodes follow; absent: they are set up by init and join. */
  readonly store?: NonNullable<Lab['store']>;
  /** The path of a kube-apiserver, for the store that needs one. */
  readonly apiserver?: string;
  /** The path of the flannelctl script that the nodes run. */
  readonly script: string;
  /** Receives a line for each step. */
  readonly note: (line: string) => void;
  /** Whether to list each object created on the first node. The other nodes get the same kinds of object. */
  readonly verbose: boolean;
}

/**
 * Creates a lab. On any failure, and on Ctrl-C, takes down what was created. The Failure of a flannelctl that ran in
 * the lab keeps its exit status.
 */
export async function up(request: UpRequest): Promise<void> {
  const { name, nodes, pods, netConf, store, apiserver, script, note, verbose } = request;
  requireRoot('lab up');
  await requireRootFolder();
  if (pods > 0) await requirePlugins();
  await labStore(store)?.require(apiserver);
  const { file, text } = netConf === undefined ? DEFAULT_NET_CONF : await readNetConfInput(netConf);
  const network = await readLabNetwork(file, text);
  const underlays = chooseUnderlays(network.networks, request.underlays);
  const lab: Lab = {
    name,
    nodes,
    pods,
    underlays,
    ...network,
    ...(store && { store }),
    finished: false,
    builder: await thisProcess(),
  };
  await requireFamilies(lab);
  await requireSize(lab);
  if ((await listNamespaces(name)).length > 0) throw existsFailure(name);
  await interruptible(async (signal) => {
    if (!(await claimFolder(name))) throw existsFailure(name);
    try {
      await build(lab, {
        netConf: text,
        script,
        note,
        verbose,
        signal,
        ...(apiserver !== undefined && { apiserver }),
      });
    } catch (error) {
      note('Taking down what was made …');
      await takeDown(name).catch((residue: unknown) => note(messageOf(residue)));
      throw error;
    }
  });
}

const existsFailure = (name: LabName): Failure =>
  new Failure('usage', `there is a lab "${name}" already`, {
    hint: `Take it down first (flannelctl lab down${nameFlag(name)}), or give this one another name with --name.`,
  });
