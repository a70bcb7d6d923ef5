import { Failure, messageOf } from '../errors/index.ts';
import { interruptible } from '../host/index.ts';
import { readNetConfInput } from '../node/index.ts';
import { build } from './build.ts';
import { type LabName, nameFlag } from './names.ts';
import { listNamespaces } from './namespaces.ts';
import { DEFAULT_NET_CONF, readNetwork } from './network.ts';
import { thisProcess } from './processes.ts';
import { requireFamilies, requirePlugins, requireRoot, requireSize } from './requirements.ts';
import { requireRootFolder } from './root-folder.ts';
import { claimFolder, type Lab } from './state.ts';
import { takeDown } from './take-down.ts';
import { chooseUnderlays } from './underlay.ts';

export interface UpRequest {
  readonly name: LabName;
  readonly nodes: number;
  /** Pods on each node. */
  readonly pods: number;
  /** How many underlay subnets the nodes are spread over. */
  readonly underlays: number;
  /** A net-conf's path, `-`, or its text; default: one of our own. */
  readonly netConf?: string;
  /** The flannelctl that the nodes run. */
  readonly script: string;
  /** Told what is being done, a line at a time. */
  readonly note: (line: string) => void;
  /** Whether to tell every object that is made on the first node; the others are alike. */
  readonly verbose: boolean;
}

/**
 * Makes a lab. If anything fails, or on Ctrl-C, what was made is taken down again; a Failure of a flannelctl that was
 * run keeps its exit status.
 */
export async function up(request: UpRequest): Promise<void> {
  const { name, nodes, pods, netConf, script, note, verbose } = request;
  requireRoot('lab up');
  await requireRootFolder();
  if (pods > 0) await requirePlugins();
  const { file, text } = netConf === undefined ? DEFAULT_NET_CONF : await readNetConfInput(netConf);
  const network = await readNetwork(file, text);
  const underlays = chooseUnderlays(network.networks, request.underlays);
  const lab: Lab = {
    name,
    nodes,
    pods,
    underlays,
    ...network,
    finished: false,
    builder: await thisProcess(),
  };
  await requireFamilies(lab);
  await requireSize(lab);
  if ((await listNamespaces(name)).length > 0) throw alreadyThere(name);
  await interruptible(async (signal) => {
    if (!(await claimFolder(name))) throw alreadyThere(name);
    try {
      await build(lab, { netConf: text, script, note, verbose, signal });
    } catch (error) {
      note('Taking down what was made …');
      await takeDown(name).catch((residue: unknown) => note(messageOf(residue)));
      throw error;
    }
  });
}

const alreadyThere = (name: LabName): Failure =>
  new Failure('usage', `there is a lab "${name}" already`, {
    hint: `Take it down first (flannelctl lab down${nameFlag(name)}), or give this one another name with --name.`,
  });
