import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors/index.ts';
import { type Address, addressPart, familyOf, parseInterfaceAddress } from '../../net/index.ts';
import { words } from '../../words/index.ts';
import { labEnvironment } from '../base/environment.ts';
import { type ByFamily, familyName } from '../base/families.ts';
import type { LabNode, LabPod, Layout } from '../base/layout.ts';
import type { LabName } from '../base/names.ts';
import { addNamespaces, ipBatch, NETNS } from '../base/namespaces.ts';
import { mapLimited, PROCESSES_AT_A_TIME } from '../base/parallel.ts';
import { memberRoot } from '../base/paths.ts';
import { type Attachment, add, del, pluginPath, readCache } from '../cni/index.ts';

const IF_NAME = 'eth0';

/** The CNI attachment of a pod, as a container runtime would request it. */
const attachmentOf = (lab: LabName, node: LabNode, pod: LabPod): Attachment => ({
  containerId: pod.name,
  netns: path.join(NETNS, pod.namespace),
  ifName: IF_NAME,
  nodeNamespace: node.namespace,
  root: memberRoot(lab, node.name),
  pluginPath: pluginPath(process.env),
  // Without IgnoreUnknown plugins refuse arguments that they don't know.
  args: ['IgnoreUnknown=1', 'K8S_POD_NAMESPACE=default', `K8S_POD_NAME=${pod.name}`],
  capabilities: {},
  env: labEnvironment(lab),
});

/** The pod's first address of each family, from the cached CNI result; empty if the pod was not attached. */
export async function podAddresses(lab: LabName, node: LabNode, pod: LabPod): Promise<ByFamily<Address>> {
  const { ips = [] } = (await readCache(attachmentOf(lab, node, pod)))?.result ?? {};
  const cidrs = ips.flatMap(({ address }) => parseInterfaceAddress(address) ?? []);
  const addresses = cidrs.map((cidr) => addressPart(cidr));
  return Object.fromEntries(
    addresses.toReversed().map((address) => [familyName(familyOf(address)), address]),
  );
}

/** Creates a node's pods one after the other, as kubelet does: a network namespace, then CNI ADD. */
export async function attachPods(lab: LabName, node: LabNode, signal: AbortSignal): Promise<void> {
  if (node.pods.length === 0) return;
  const names = node.pods.map(({ namespace }) => namespace);
  await addNamespaces(lab, names);
  for (const pod of node.pods) {
    signal.throwIfAborted();
    await ipBatch(lab, [words`link set lo up`], pod.namespace);
    await add(attachmentOf(lab, node, pod));
  }
}

/**
 * The time limit for all DEL calls together. DEL is optional here: what it deletes is deleted with the namespaces, too.
 */
const DETACH_MS = 10_000;

/** Detaches all pods by CNI DEL as far as possible. Returns the errors. */
export async function detachPods(
  lab: LabName,
  { nodes }: Pick<Layout, 'nodes'>,
  present: ReadonlySet<string>,
): Promise<string[]> {
  const wrong: string[] = [];
  const giveUp = AbortSignal.timeout(DETACH_MS);
  const work = mapLimited(
    nodes.filter(({ namespace }) => present.has(namespace)),
    PROCESSES_AT_A_TIME,
    async (node) => {
      for (const pod of node.pods.filter(({ namespace }) => present.has(namespace)).toReversed()) {
        if (giveUp.aborted) return;
        await del(attachmentOf(lab, node, pod)).catch((error: unknown) => wrong.push(messageOf(error)));
      }
    },
  );
  await Promise.race([work, sleep(DETACH_MS, undefined, { ref: false })]);
  return wrong;
}
