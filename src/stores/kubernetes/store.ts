import type { Store } from '../store.ts';
import { chooseAccess } from './access/choose.ts';
import { makeApiClient } from './client/client.ts';
import { watchedNetConf } from './net-conf.ts';
import { examineNodes } from './nodes/examine.ts';
import { makeKnown } from './nodes/known.ts';
import { listNodes } from './nodes/list.ts';
import { watchNodes } from './nodes/watch.ts';
import { checkedAnnotationBase, type KubernetesOptions, NET_CONF_PATH } from './options.ts';
import { annotatedAddresses } from './own/annotated.ts';
import { assignedSubnets, getNode } from './own/own-node.ts';
import { withdrawLease, writeLease } from './own/write.ts';

/**
 * The store of a cluster of Kubernetes, where a node's lease is its podCIDRs and its annotations (flannel-facts 4). It
 * needs get, list and watch of nodes, and patch of nodes/status. Leases neither expire nor are taken.
 * @throws Failure `usage` or `invalidConfig` for options that can't be used; a kubeconfig is read with each request
 */
export function kubernetesStore(options: KubernetesOptions): Store {
  const { nodeName, annotationPrefix: prefix, netConfPath = NET_CONF_PATH, setsCondition = true } = options;
  const base = checkedAnnotationBase(prefix);
  const access = chooseAccess(options);
  const { place } = access;
  const client = makeApiClient(access);
  const known = makeKnown(prefix, setsCondition);
  const netConf = watchedNetConf(netConfPath);
  const writer = { client, base, prefix, setsCondition };
  return {
    name: `Kubernetes at ${place}`,
    netConfFile: netConfPath,
    assigned: async (stop) => assignedSubnets(await getNode(client, nodeName, stop), nodeName),
    wishes: async (stop) => {
      const { annotations } = await getNode(client, nodeName, stop);
      return annotatedAddresses(nodeName, annotations, base, 'nodePublicIP');
    },
    config: netConf.read,
    list: async (stop) => {
      const { parts, revision } = await listNodes(client, place, prefix, stop);
      return { leases: await known.begin(parts), revision };
    },
    examine: async (stop) => examineNodes((await listNodes(client, place, prefix, stop)).parts, base),
    watch: (revision, stop) => watchNodes(client, place, { known, netConf }, revision, stop),
    publish: async (own, stop) => ({
      result: 'published',
      lease: await writeLease(writer, nodeName, own, stop),
    }),
    renew: async (own, stop) => writeLease(writer, nodeName, own, stop),
    withdraw: async (key, stop) => withdrawLease(writer, key, stop),
    close: async () => client.close(),
  };
}
