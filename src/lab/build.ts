import { makeBin, planSubnets, setUpNode } from './cluster.ts';
import { valuesOf } from './families.ts';
import type { Flannelctl } from './flannelctl.ts';
import { type LabNode, type Layout, layoutOf } from './layout.ts';
import type { LabName } from './names.ts';
import { addNamespaces, ipBatch, turnOn } from './namespaces.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from './parallel.ts';
import { attachPods } from './pods.ts';
import { type Lab, writeLab } from './state.ts';
import { nodeLines, routingSwitches, switchLines } from './wiring.ts';

export interface BuildOptions {
  /** A net-conf's text. */
  readonly netConf: string;
  /** The flannelctl that the nodes run. */
  readonly script: string;
  readonly note: (line: string) => void;
  /** Whether to tell every object that is made on the first node; the others are alike. */
  readonly verbose: boolean;
  /** Stops the work between two steps. */
  readonly signal: AbortSignal;
}

/** Makes all that a lab consists of, in order: each step needs the ones before. Its folder is there already. */
export async function build(
  lab: Lab,
  { netConf, script, note, verbose, signal }: BuildOptions,
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
  if (first !== undefined) await setUpNode(flannelctl, 'init', first, { note, verbose });
  await mapLimited(others, PROCESSES_AT_A_TIME, async (node) => {
    signal.throwIfAborted();
    await setUpNode(flannelctl, 'join', node, { note, verbose: false });
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
  await turnOn(name, routingSwitches(layout), hub.namespace);
  const prefixes = underlays.map((underlay) => valuesOf(underlay.prefixes).join(' ')).join(' or ');
  note(
    `nodes: a namespace each (${named(nodes)}); a veth pair to the switch is eth0 in ${prefixes}, and the default route`,
  );
  await mapLimited(nodes, PROCESSES_AT_A_TIME, async (node) =>
    ipBatch(name, nodeLines(node), node.namespace),
  );
}
