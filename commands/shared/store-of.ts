import { Failure } from '../../src/errors/index.ts';
import { etcdStore, fileStore, kubernetesStore, type Store } from '../../src/stores/index.ts';
import type { StoreFlags } from './agent-flags.ts';

/** flanneld's own default (flannel-facts 7.1). */
const ETCD_ENDPOINTS = 'http://127.0.0.1:4001,http://127.0.0.1:2379';

/** flanneld's default of `--net-config-path`. */
const NET_CONF = '/etc/kube-flannel/net-conf.json';

/**
 * The store that the flags name: a file, Kubernetes, else etcd, as with flanneld.
 * @param nodeName this node's name in Kubernetes
 */
export function storeOf(flags: StoreFlags, nodeName: string): Store {
  const { nodes, 'kube-subnet-mgr': isKubernetes, 'etcd-endpoints': endpoints } = flags;
  if (nodes !== undefined && (isKubernetes || endpoints !== undefined)) throw twoStores();
  if (nodes !== undefined)
    return fileStore({ file: nodes, ...present({ netConfFile: flags['net-config-path'] }) });
  if (isKubernetes)
    return kubernetesStore({
      nodeName,
      netConfPath: flags['net-config-path'] ?? NET_CONF,
      setsCondition: flags['set-node-network-unavailable'] ?? true,
      ...present({
        apiUrl: flags['kube-api-url'],
        kubeconfig: flags['kubeconfig-file'],
        annotationPrefix: flags['kube-annotation-prefix'],
      }),
    });
  return etcdStore({
    endpoints: [endpoints ?? ETCD_ENDPOINTS],
    ...present({
      prefix: flags['etcd-prefix'],
      cafile: flags['etcd-cafile'],
      certfile: flags['etcd-certfile'],
      keyfile: flags['etcd-keyfile'],
      username: flags['etcd-username'],
      password: flags['etcd-password'],
    }),
  });
}

/** The values that were given; an empty text is none, as with flanneld. */
const present = <T extends Record<string, string | undefined>>(values: T): { [Key in keyof T]?: string } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
    [Key in keyof T]?: string;
  };

const twoStores = (): Failure =>
  new Failure('usage', 'there are two stores: a file (--nodes), and etcd or Kubernetes', {
    hint: 'Give --nodes FILE, or --kube-subnet-mgr, or --etcd-endpoints URL.',
  });
