import { valuesOf } from './base/families.ts';
import { type LabNode, type Layout, layoutOf } from './base/layout.ts';
import type { LabName } from './base/names.ts';
import { addNamespaces, enableSysctls, ipBatch } from './base/namespaces.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from './base/parallel.ts';
import { memberRoot } from './base/paths.ts';
import { type Lab, writeLab } from './base/state.ts';
import { makeBin, planSubnets, setUpLabNode } from './nodes/cluster.ts';
import type { Flannelctl } from './nodes/flannelctl.ts';
import type { LabStore } from './nodes/lab-store.ts';
import { startNodeAgent } from './nodes/node-agent.ts';
import { linkPlugins } from './nodes/node-plugins.ts';
import { labStore } from './nodes/store.ts';
import { forwardingSysctls, nodeLines, switchLines } from './nodes/wiring.ts';
import { attachPods } from './pods/pods.ts';

export interface BuildOptions {
  /** The text of a net-conf. */
  readonly netConf: string;
  /** The path of the flannelctl script that the nodes run. */
  readonly script: string;
  /** The path of a kube-apiserver, for the store that needs one. */
  readonly apiserver?: string;
  readonly note: (line: string) => void;
  /** Whether to list each object created on the first node. The other nodes get the same kinds of object. */
  readonly verbose: boolean;
  /** Aborts the build between two steps. */
  readonly signal: AbortSignal;
}

/** Builds a lab in order, because each step needs the ones before it. The lab's folder exists already. */
export async function build(
  lab: Lab,
  { netConf, script, apiserver, note, verbose, signal }: BuildOptions,
): Promise<void> {
  const { name } = lab;
  const flannelctl: Flannelctl = { lab: name, script };
  const layout = layoutOf(name, lab);
  const store = labStore(lab.store);
  await writeLab(lab);
  await makeBin(name, script);
  if (store === undefined) await planSubnets(flannelctl, netConf, layout, note);
  signal.throwIfAborted();
  await wire(name, layout, note);
  signal.throwIfAborted();
  if (store === undefined) await setUpByPlan(flannelctl, layout, { note, verbose, signal });
  else {
    note(store.describe(layout));
    await store.start({
      lab,
      layout,
      netConf,
      script,
      signal,
      ...(apiserver !== undefined && { apiserver }),
    });
    await setUpByAgents(flannelctl, store, [lab, layout], { note, signal });
  }
  if (lab.pods > 0)
    note(`pods: ${lab.pods} on each node, attached by its CNI conf list (ADD of each plugin in turn)`);
  await mapLimited(layout.nodes, PROCESSES_AT_A_TIME, async (node) => attachPods(name, node, signal));
  signal.throwIfAborted();
  await writeLab({ ...lab, finished: true });
}

/** Sets the nodes up by `flannelctl init` and `join`, the first one before the others. */
async function setUpByPlan(
  flannelctl: Flannelctl,
  layout: Layout,
  { note, verbose, signal }: Pick<BuildOptions, 'note' | 'verbose' | 'signal'>,
): Promise<void> {
  const [first, ...others] = layout.nodes;
  if (first !== undefined) await setUpLabNode(flannelctl, 'init', first, { note, verbose });
  await mapLimited(others, PROCESSES_AT_A_TIME, async (node) => {
    signal.throwIfAborted();
    await setUpLabNode(flannelctl, 'join', node, { note, verbose: false });
  });
}

/** Starts an agent on each node. */
async function setUpByAgents(
  flannelctl: Flannelctl,
  store: LabStore,
  [lab, layout]: readonly [Lab, Layout],
  { note, signal }: Pick<BuildOptions, 'note' | 'signal'>,
): Promise<void> {
  await mapLimited(layout.nodes, PROCESSES_AT_A_TIME, async (node) => {
    signal.throwIfAborted();
    await linkPlugins(memberRoot(lab.name, node.name));
    await store.addNode(lab, node);
    await startNodeAgent(flannelctl, [lab, node], note, signal);
  });
}

/** The range of node names: `n1`, `n1 and n2`, or `n1 to n5`. */
const nodeRange = (nodes: readonly LabNode[]): string =>
  nodes.length === 1 ? 'n1' : `n1 ${nodes.length === 2 ? 'and' : 'to'} n${nodes.length}`;

/** Creates the network namespaces of the switch and the nodes, and the links between them. */
async function wire(name: LabName, layout: Layout, note: BuildOptions['note']): Promise<void> {
  const { nodes, switch: hub, underlays } = layout;
  await addNamespaces(
    name,
    [hub, ...nodes].map(({ namespace }) => namespace),
  );
  const bridges = underlays.map(({ bridge, gateways }) => `bridge ${bridge} ${valuesOf(gateways).join(' ')}`);
  const routed = underlays.length > 1 ? ', with a router between' : '';
  note(`switch: ${bridges.join(' and ')}${routed}, in a network namespace of its own (${hub.namespace})`);
  await ipBatch(name, switchLines(layout), hub.namespace);
  await enableSysctls(name, forwardingSysctls(layout), hub.namespace);
  const prefixes = underlays.map((underlay) => valuesOf(underlay.prefixes).join(' ')).join(' or ');
  note(
    `nodes: a namespace each (${nodeRange(nodes)}); a veth pair to the switch is eth0 in ${prefixes}, and the default route`,
  );
  await mapLimited(nodes, PROCESSES_AT_A_TIME, async (node) =>
    ipBatch(name, nodeLines(node), node.namespace),
  );
}
