import path from 'node:path';
import type { LabDocument } from '../generated/types.d.ts';
import { readText, run } from '../host/index.ts';
import { type Prefix, parsePrefix } from '../net/index.ts';
import { type Flannelctl, failureOf, runFlannelctl } from './flannelctl.ts';
import type { LabNode, LabPod, Layout } from './layout.ts';
import { nameFlag } from './names.ts';
import { listNamespaces } from './namespaces.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from './parallel.ts';
import { nodeRoot } from './paths.ts';
import { podAddress } from './pods.ts';
import { requireRoot } from './requirements.ts';
import { existingLab } from './state.ts';
import { SWITCH_BRIDGE } from './wiring.ts';

type NodeReport = LabDocument['nodes'][number];
type PodReport = NodeReport['pods'][number];

interface View {
  readonly flannelctl: Flannelctl;
  readonly namespaces: ReadonlySet<string>;
}

/** A lab as it is: what it should consist of, and what of that is not there or not well. */
export async function observeLab(flannelctl: Flannelctl): Promise<LabDocument> {
  requireRoot('lab status');
  const { lab, layout } = await existingLab(flannelctl.lab);
  const view: View = { flannelctl, namespaces: new Set(await listNamespaces(lab.name)) };
  const hub = await observeSwitch(layout, view);
  const nodes = await mapLimited(layout.nodes, PROCESSES_AT_A_TIME, async (node) => observeNode(node, view));
  const members = [hub, ...nodes, ...nodes.flatMap(({ pods }) => pods)];
  const ok = lab.finished && members.every(({ problem }) => problem === undefined);
  const { name, network, underlay } = lab;
  return { kind: 'Lab', name, ok, complete: lab.finished, network, underlay, switch: hub, nodes };
}

async function observeSwitch({ switch: hub }: Layout, view: View): Promise<LabDocument['switch']> {
  return { ...hub, ...asProblem(await addressProblem(hub.namespace, SWITCH_BRIDGE, hub.address, view)) };
}

async function observeNode(node: LabNode, view: View): Promise<NodeReport> {
  const { name, namespace, publicIP } = node;
  const root = nodeRoot(view.flannelctl.lab, name);
  const [subnet, missing, pods] = await Promise.all([
    subnetOf(root),
    addressProblem(namespace, 'eth0', publicIP, view),
    Promise.all(node.pods.map(async (pod) => observePod(node, pod, view))),
  ]);
  const problem = missing ?? (await statusProblem(node, root, view));
  return {
    name,
    namespace,
    root,
    publicIP,
    ...(subnet === undefined ? {} : { subnet }),
    ...asProblem(problem),
    pods,
  };
}

async function observePod(node: LabNode, pod: LabPod, view: View): Promise<PodReport> {
  const address = await podAddress(view.flannelctl.lab, node, pod);
  if (address === undefined) return { ...pod, problem: 'it was not attached' };
  return { ...pod, address, ...asProblem(await addressProblem(pod.namespace, 'eth0', address, view)) };
}

const asProblem = (problem: string | undefined): { problem?: string } =>
  problem === undefined ? {} : { problem };

/** Says what is wrong if an interface in a namespace doesn't have an address. */
async function addressProblem(
  namespace: string,
  dev: string,
  address: string,
  { namespaces }: View,
): Promise<string | undefined> {
  if (!namespaces.has(namespace)) return 'its network namespace is gone';
  const { exitCode, stdout } = await run(['ip', '-n', namespace, '-j', 'address', 'show', 'dev', dev, 'up']);
  if (exitCode !== 0) return `there is no ${dev}`;
  const links = JSON.parse(stdout || '[]') as readonly {
    readonly addr_info?: readonly { readonly local?: string }[];
  }[];
  const has = links.some(({ addr_info = [] }) => addr_info.some(({ local }) => local === address));
  return has ? undefined : `${dev} is down or doesn't have ${address}`;
}

/** The node's subnet, as its CNI plugins are told (flannel-facts 5). */
async function subnetOf(root: string): Promise<Prefix | undefined> {
  const text = await readText(path.join(root, 'run/flannel/subnet.env'));
  return parsePrefix(/^FLANNEL_SUBNET=(.*)$/m.exec(text ?? '')?.[1] ?? '');
}

/** Asks the node's own `flannelctl status`. */
async function statusProblem(node: LabNode, root: string, { flannelctl }: View): Promise<string | undefined> {
  const { name, namespace } = node;
  const result = await runFlannelctl(flannelctl, ['status', '--root', root, '-o', 'json'], { namespace });
  if (result.exitCode === 0) return undefined;
  const look = `flannelctl lab exec${nameFlag(flannelctl.lab)} ${name} -- flannelctl status`;
  if (result.exitCode === 11) return `not as it was set up: ${look}`;
  return (await failureOf(result, 'flannelctl status')).message;
}
