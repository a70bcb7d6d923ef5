import { nodeAnnotations } from '../../leases/index.ts';
import type { OwnLease, Store, StoredLease } from '../store.ts';
import { chooseAccess } from './access/choose.ts';
import { isNoNode } from './client/answer-failure.ts';
import { makeClient } from './client/client.ts';
import { makeNetConfFile } from './net-conf.ts';
import { makeKnown } from './nodes/known.ts';
import { listNodes } from './nodes/list.ts';
import { nodePart, nodeRecord } from './nodes/records.ts';
import { watchNodes } from './nodes/watch.ts';
import { checkedAnnotationBase, type KubernetesOptions, NET_CONF_PATH } from './options.ts';
import { annotatedAddresses } from './own/annotated.ts';
import { assignedSubnets, getNode, notGone, type OwnNode, pathOf } from './own/own-node.ts';
import { publishPatch, withdrawPatch } from './own/patches.ts';

/**
 * The store of a cluster of Kubernetes, where a node's lease is its podCIDRs and its annotations (flannel-facts 4). It
 * needs get, list and watch of nodes, and patch of nodes/status. Leases neither expire nor are taken.
 * @throws Failure `usage` or `invalidConfig` for options that can't be used; a kubeconfig is read with each request
 */
export function kubernetesStore(options: KubernetesOptions): Store {
  const { nodeName, annotationPrefix: prefix, netConfPath = NET_CONF_PATH, setsCondition = true } = options;
  const base = checkedAnnotationBase(prefix);
  const access = chooseAccess(options);
  const client = makeClient(access);
  const known = makeKnown(prefix);
  const netConf = makeNetConfFile(netConfPath);

  const patch = async (name: string, body: object, stop: AbortSignal): Promise<unknown> => {
    const deed = { verb: 'patch', resource: 'nodes/status', name } as const;
    const query = { fieldManager: 'flannelctl' };
    return client.ask({ path: `${pathOf(name)}/status`, query, body, deed }, stop).catch(notGone);
  };
  const write = async (own: OwnLease, stop: AbortSignal): Promise<StoredLease> => {
    const node = await getNode(client, nodeName, stop);
    const overwrite = annotatedAddresses(nodeName, node.annotations, base, 'publicIPOverwrite');
    const wanted = nodeAnnotations(own.node, own.netConf, { ...(prefix && { prefix }), overwrite });
    const body = publishPatch(node, wanted, setsCondition, now());
    return recordOf(body === undefined ? node.object : await patch(nodeName, body, stop), prefix, nodeName);
  };

  return {
    name: `Kubernetes at ${access.place}`,
    assigned: async (stop) => assignedSubnets(await getNode(client, nodeName, stop), nodeName),
    wishes: async (stop) => {
      const { annotations } = await getNode(client, nodeName, stop);
      return annotatedAddresses(nodeName, annotations, base, 'nodePublicIP');
    },
    config: netConf.read,
    list: async (stop) => {
      const { parts, revision } = await listNodes(client, access.place, prefix, stop);
      return { leases: await known.begin(parts), revision };
    },
    watch: (revision, stop) => watchNodes(client, access.place, { known, netConf }, revision, stop),
    publish: async (own, stop) => ({ result: 'published', lease: await write(own, stop) }),
    renew: write,
    withdraw: async (key, stop) => {
      const node = await getIfThere(async () => getNode(client, key, stop));
      const body = node && withdrawPatch(node, base);
      if (body !== undefined) await patch(key, body, stop);
    },
    close: async () => client.close(),
  };
}

/** Kubernetes keeps times of conditions to the second. */
const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

/** Undefined if there is no such node. */
const getIfThere = async (get: () => Promise<OwnNode>): Promise<OwnNode | undefined> =>
  get().catch((error: unknown) => {
    if (isNoNode(error)) return undefined;
    throw error;
  });

async function recordOf(object: unknown, prefix: string | undefined, name: string): Promise<StoredLease> {
  const part = nodePart(object, prefix);
  const record = part && (await nodeRecord(part, prefix));
  return record ?? { key: name, problems: [] };
}
