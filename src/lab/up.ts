import { Failure, messageOf } from '../errors/index.ts';
import { readInput } from '../host/index.ts';
import { makeBin, planSubnets, setUpNode } from './cluster.ts';
import type { Flannelctl } from './flannelctl.ts';
import { interruptible } from './interrupt.ts';
import { type LabNode, type Layout, layoutOf } from './layout.ts';
import { type LabName, nameFlag } from './names.ts';
import { addNamespaces, ipBatch, listNamespaces } from './namespaces.ts';
import { DEFAULT_NET_CONF, podNetwork } from './network.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from './parallel.ts';
import { attachPods } from './pods.ts';
import { thisProcess } from './processes.ts';
import { requirePlugins, requireRoot } from './requirements.ts';
import { claimFolder, type Lab, writeLab } from './state.ts';
import { takeDown } from './take-down.ts';
import { chooseUnderlay } from './underlay.ts';
import { nodeLines, SWITCH_BRIDGE, switchLines } from './wiring.ts';

export interface UpRequest {
  readonly name: LabName;
  readonly nodes: number;
  /** Pods on each node. */
  readonly pods: number;
  /** A net-conf's path, or `-`; default: one of our own. */
  readonly netConf?: string;
  /** The flannelctl that the nodes run. */
  readonly script: string;
  /** Told what is being done, a line at a time. */
  readonly note: (line: string) => void;
}

/**
 * Makes a lab. If anything fails, or on Ctrl-C, what was made is taken down again; a Failure of a flannelctl that was
 * run keeps its exit status.
 */
export async function up(request: UpRequest): Promise<void> {
  const { name, netConf, note } = request;
  requireRoot('lab up');
  requireSize(request);
  if (request.pods > 0) await requirePlugins();
  const text = netConf === undefined ? DEFAULT_NET_CONF : await readInput(netConf);
  const network = await podNetwork(netConf ?? 'the default net-conf', text);
  const underlay = chooseUnderlay(network);
  const { nodes, pods } = request;
  const lab: Lab = { name, nodes, pods, underlay, network, finished: false, builder: await thisProcess() };
  if ((await listNamespaces(name)).length > 0 || !(await claimFolder(name))) throw alreadyThere(name);
  await interruptible(async (signal) => {
    try {
      await build(lab, text, request, signal);
    } catch (error) {
      note('Taking down what was made …');
      await takeDown(name).catch((residue: unknown) => note(messageOf(residue)));
      throw error;
    }
  });
}

/** A test of a lab has a path from each pod to each other, so their number is what counts. */
const PODS_MAX = 200;

function requireSize({ nodes, pods }: UpRequest): void {
  if (nodes * pods <= PODS_MAX) return;
  throw new Failure('usage', `${nodes} nodes with ${pods} pods each are ${nodes * pods} pods`, {
    hint: `A lab has at most ${PODS_MAX}: give fewer --nodes or --pods.`,
  });
}

const alreadyThere = (name: LabName): Failure =>
  new Failure('usage', `there is a lab "${name}" already`, {
    hint: `Take it down first (flannelctl lab down${nameFlag(name)}), or give this one another name with --name.`,
  });

async function build(
  lab: Lab,
  netConf: string,
  { script, note }: UpRequest,
  signal: AbortSignal,
): Promise<void> {
  const { name } = lab;
  const flannelctl: Flannelctl = { lab: name, script };
  const layout = layoutOf(name, lab);
  await writeLab(lab);
  await makeBin(name, script);
  await planSubnets(flannelctl, netConf, layout, note);
  signal.throwIfAborted();
  await wire(name, layout, note);
  signal.throwIfAborted();
  const [first, ...others] = layout.nodes;
  if (first !== undefined) await setUpNode(flannelctl, 'init', first, note);
  await mapLimited(others, PROCESSES_AT_A_TIME, async (node) => {
    signal.throwIfAborted();
    await setUpNode(flannelctl, 'join', node, note);
  });
  if (lab.pods > 0)
    note(`pods: ${lab.pods} on each node, attached by its CNI conf list (ADD of each plugin in turn)`);
  await mapLimited(layout.nodes, PROCESSES_AT_A_TIME, async (node) => attachPods(name, node, signal));
  signal.throwIfAborted();
  await writeLab({ ...lab, finished: true });
}

/** The first and the last of the nodes, by name. */
const named = (nodes: readonly LabNode[]): string =>
  nodes.length === 1 ? 'n1' : `n1 ${nodes.length === 2 ? 'and' : 'to'} n${nodes.length}`;

/** Makes the network namespaces of switch and nodes, and what connects them. */
async function wire(name: LabName, layout: Layout, note: UpRequest['note']): Promise<void> {
  const { nodes, switch: hub, underlay } = layout;
  await addNamespaces(
    name,
    [hub, ...nodes].map(({ namespace }) => namespace),
  );
  note(
    `switch: bridge ${SWITCH_BRIDGE} ${hub.address}, in a network namespace of its own (${hub.namespace})`,
  );
  await ipBatch(name, switchLines(layout), hub.namespace);
  note(
    `nodes: a namespace each (${named(nodes)}); a veth pair to the switch is eth0 in ${underlay}, and the default route`,
  );
  await mapLimited(nodes, PROCESSES_AT_A_TIME, async (node) =>
    ipBatch(name, nodeLines(node, layout), node.namespace),
  );
}
