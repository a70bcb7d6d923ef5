import path from 'node:path';
import { readSubnetEnv, SUBNET_ENV } from '../../flannel/index.ts';
import { readText } from '../../host/index.ts';
import type { Prefix } from '../../net/index.ts';
import { type ByFamily, FAMILY_WORDS, familiesOf, keyed, mapFamilies } from '../base/families.ts';
import type { LabNode, LabPod, Layout, Underlay } from '../base/layout.ts';
import { addressProblem, type MemberLinks, memberLinks } from '../base/member-links.ts';
import { nameFlag } from '../base/names.ts';
import { listNamespaces } from '../base/namespaces.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from '../base/parallel.ts';
import { memberRoot } from '../base/paths.ts';
import { existingLab, type Lab } from '../base/state.ts';
import { type Flannelctl, failureOf, runFlannelctl } from '../nodes/flannelctl.ts';
import { agentPid } from '../nodes/node-agent.ts';
import { labStore } from '../nodes/store.ts';
import { portProblem } from '../pods/pod-port.ts';
import { podAddresses } from '../pods/pods.ts';
import { requireRoot } from '../requirements.ts';
import type { LabReport } from './reports.ts';

type NodeReport = LabReport['nodes'][number];
type PodReport = NodeReport['pods'][number];

interface View {
  readonly flannelctl: Flannelctl;
  readonly lab: Lab;
  readonly namespaces: ReadonlySet<string>;
}

/** Observes a lab: its members, and what is missing or broken. */
export async function observeLab(flannelctl: Flannelctl): Promise<LabReport> {
  requireRoot('lab status');
  const { lab, layout } = await existingLab(flannelctl.lab);
  const view: View = { flannelctl, lab, namespaces: new Set(await listNamespaces(lab.name)) };
  const hub = await observeSwitch(layout, view);
  const nodes = await mapLimited(layout.nodes, PROCESSES_AT_A_TIME, async (node) => observeNode(node, view));
  const members = [hub, ...nodes, ...nodes.flatMap(({ pods }) => pods)];
  const { name, finished: complete, backend, networks } = lab;
  return {
    kind: 'Lab',
    name,
    ok: complete && members.every(({ problem }) => problem === undefined),
    complete,
    backend,
    ...keyed(networks, 'network', 'ipv6Network'),
    underlays: layout.underlays.map(underlayReport),
    ...(lab.store && { storeKind: lab.store, store: labStore(lab.store).place(layout) }),
    switch: hub,
    nodes,
  };
}

const underlayReport = ({ bridge, prefixes, gateways }: Underlay): LabReport['underlays'][number] => ({
  bridge,
  ...keyed(prefixes, 'network', 'ipv6Network'),
  ...keyed(gateways, 'gateway', 'ipv6Gateway'),
});

async function observeSwitch({ switch: hub, underlays }: Layout, view: View): Promise<LabReport['switch']> {
  const links = await memberLinks(hub.namespace, view.namespaces);
  const problems = underlays.map(({ bridge, gateways }) => addressProblem(links, bridge, gateways));
  const problem =
    problems.find((one) => one !== undefined) ?? (await labStore(view.lab.store)?.problem(view.lab));
  return { ...hub, ...problemField(problem) };
}

async function agentProblem(node: LabNode, { lab }: View): Promise<string | undefined> {
  if (lab.store === undefined || (await agentPid(lab.name, node)) !== undefined) return undefined;
  return `its agent does not run: flannelctl lab node restart${nameFlag(lab.name)} ${node.name}`;
}

async function observeNode(node: LabNode, view: View): Promise<NodeReport> {
  const { name, namespace, underlay, addresses } = node;
  const root = memberRoot(view.lab.name, name);
  const links = await memberLinks(namespace, view.namespaces);
  const [subnets, pods] = await Promise.all([
    subnetsOf(root),
    Promise.all(node.pods.map(async (pod) => observePod(node, links, pod, view))),
  ]);
  const problem =
    addressProblem(links, 'eth0', addresses) ??
    (await agentProblem(node, view)) ??
    (await statusProblem(node, root, view));
  return {
    name,
    namespace,
    root,
    bridge: underlay.bridge,
    ...keyed(addresses, 'publicIP', 'publicIPv6'),
    ...keyed(subnets, 'subnet', 'ipv6Subnet'),
    ...problemField(problem),
    pods,
  };
}

async function observePod(
  node: LabNode,
  nodeLinks: MemberLinks,
  pod: LabPod,
  { lab, namespaces }: View,
): Promise<PodReport> {
  const addresses = await podAddresses(lab.name, node, pod);
  if (familiesOf(addresses).length === 0) return { ...pod, problem: 'it was not attached' };
  const missing = familiesOf(lab.networks).find((family) => addresses[family] === undefined);
  const links = await memberLinks(pod.namespace, namespaces);
  const problem =
    missing === undefined
      ? (addressProblem(links, 'eth0', addresses) ?? portProblem(node, lab, nodeLinks, links))
      : `it was given no ${FAMILY_WORDS[missing]} address`;
  return { ...pod, ...keyed(addresses, 'address', 'ipv6Address'), ...problemField(problem) };
}

const problemField = (problem: string | undefined): { problem?: string } =>
  problem === undefined ? {} : { problem };

/** The node's subnets from its subnet.env, which its CNI plugins read (flannel-facts 5). */
async function subnetsOf(root: string): Promise<ByFamily<Prefix>> {
  const env = readSubnetEnv((await readText(path.join(root, SUBNET_ENV))) ?? '');
  return 'refused' in env ? {} : mapFamilies(env, ({ subnet }) => subnet);
}

/** The problem that the node's own `flannelctl status` reports. */
async function statusProblem(node: LabNode, root: string, { flannelctl }: View): Promise<string | undefined> {
  const { name, namespace } = node;
  const result = await runFlannelctl(flannelctl, ['status', '--root', root, '-o', 'json'], { namespace });
  if (result.exitCode === 0) return undefined;
  const look = `flannelctl lab exec${nameFlag(flannelctl.lab)} ${name} -- flannelctl status`;
  if (result.exitCode === 11) return `not as it was set up: ${look}`;
  return (await failureOf(result, 'flannelctl status')).message;
}
