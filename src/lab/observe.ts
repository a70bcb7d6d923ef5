import path from 'node:path';
import type { LabDocument } from '../generated/types.d.ts';
import { readText, run } from '../host/index.ts';
import { type Address, type Prefix, parsePrefix } from '../net/index.ts';
import { type ByFamily, FAMILY_WORDS, familiesOf, keyed, mapFamilies, valuesOf } from './families.ts';
import { type Flannelctl, failureOf, runFlannelctl } from './flannelctl.ts';
import type { LabNode, LabPod, Layout, Underlay } from './layout.ts';
import { nameFlag } from './names.ts';
import { listNamespaces } from './namespaces.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from './parallel.ts';
import { memberRoot } from './paths.ts';
import { portProblem } from './pod-port.ts';
import { podAddresses } from './pods.ts';
import { requireRoot } from './requirements.ts';
import { existingLab, type Lab } from './state.ts';

type NodeReport = LabDocument['nodes'][number];
type PodReport = NodeReport['pods'][number];

interface View {
  readonly flannelctl: Flannelctl;
  readonly lab: Lab;
  readonly namespaces: ReadonlySet<string>;
}

/** A lab as it is: what it should consist of, and what of that is not there or not well. */
export async function observeLab(flannelctl: Flannelctl): Promise<LabDocument> {
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
    switch: hub,
    nodes,
  };
}

const underlayReport = ({ bridge, prefixes, gateways }: Underlay): LabDocument['underlays'][number] => ({
  bridge,
  ...keyed(prefixes, 'network', 'ipv6Network'),
  ...keyed(gateways, 'gateway', 'ipv6Gateway'),
});

async function observeSwitch({ switch: hub, underlays }: Layout, view: View): Promise<LabDocument['switch']> {
  const problems = await Promise.all(
    underlays.map(async ({ bridge, gateways }) => addressProblem(hub.namespace, bridge, gateways, view)),
  );
  return { ...hub, ...asProblem(problems.find((problem) => problem !== undefined)) };
}

async function observeNode(node: LabNode, view: View): Promise<NodeReport> {
  const { name, namespace, underlay, addresses } = node;
  const root = memberRoot(view.lab.name, name);
  const [subnets, missing, pods] = await Promise.all([
    subnetsOf(root),
    addressProblem(namespace, 'eth0', addresses, view),
    Promise.all(node.pods.map(async (pod) => observePod(node, pod, view))),
  ]);
  const problem = missing ?? (await statusProblem(node, root, view));
  return {
    name,
    namespace,
    root,
    bridge: underlay.bridge,
    ...keyed(addresses, 'publicIP', 'publicIPv6'),
    ...keyed(subnets, 'subnet', 'ipv6Subnet'),
    ...asProblem(problem),
    pods,
  };
}

async function observePod(node: LabNode, pod: LabPod, view: View): Promise<PodReport> {
  const { lab } = view;
  const addresses = await podAddresses(lab.name, node, pod);
  if (familiesOf(addresses).length === 0) return { ...pod, problem: 'it was not attached' };
  const missing = familiesOf(lab.networks).find((family) => addresses[family] === undefined);
  const problem =
    missing === undefined
      ? ((await addressProblem(pod.namespace, 'eth0', addresses, view)) ??
        (await portProblem(node, pod, lab)))
      : `it was given no ${FAMILY_WORDS[missing]} address`;
  return { ...pod, ...keyed(addresses, 'address', 'ipv6Address'), ...asProblem(problem) };
}

const asProblem = (problem: string | undefined): { problem?: string } =>
  problem === undefined ? {} : { problem };

interface LinkAddresses {
  readonly addr_info?: readonly { readonly local?: string; readonly dadfailed?: boolean }[];
}

/** Says what is wrong if an interface in a namespace doesn't have the addresses it should have. */
async function addressProblem(
  namespace: string,
  dev: string,
  addresses: ByFamily<Address>,
  { namespaces }: View,
): Promise<string | undefined> {
  if (!namespaces.has(namespace)) return 'its network namespace is gone';
  const { exitCode, stdout } = await run(['ip', '-n', namespace, '-j', 'address', 'show', 'dev', dev, 'up']);
  if (exitCode !== 0) return `there is no ${dev}`;
  const links = JSON.parse(stdout || '[]') as readonly LinkAddresses[];
  const usable = links.flatMap(({ addr_info = [] }) => addr_info.filter(({ dadfailed }) => !dadfailed));
  const missing = valuesOf(addresses).filter((address) => !usable.some(({ local }) => local === address));
  return missing.length === 0 ? undefined : `${dev} is down or doesn't have ${missing.join(', ')}`;
}

const SUBNET_KEYS = { ipv4: /^FLANNEL_SUBNET=(.*)$/m, ipv6: /^FLANNEL_IPV6_SUBNET=(.*)$/m };

/** The node's subnets, as its CNI plugins are told (flannel-facts 5). */
async function subnetsOf(root: string): Promise<ByFamily<Prefix>> {
  const text = (await readText(path.join(root, 'run/flannel/subnet.env'))) ?? '';
  return mapFamilies(SUBNET_KEYS, (key) => parsePrefix(key.exec(text)?.[1] ?? ''));
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
