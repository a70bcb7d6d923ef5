import { Failure } from '../../errors/index.ts';
import { annotationBase } from '../../flannel/index.ts';

export interface KubernetesOptions {
  /** This node's name, as `kubectl get nodes` prints it. */
  readonly nodeName: string;
  /** The API server's URL, in place of the one in the kubeconfig or in the environment: flanneld's `--kube-api-url`. */
  readonly apiUrl?: string;
  /** flanneld's `--kubeconfig-file`. Without it, or empty: the service account of the pod that this runs in. */
  readonly kubeconfig?: string;
  /** flanneld's `--kube-annotation-prefix`. */
  readonly annotationPrefix?: string;
  /** flanneld's `--net-config-path`. */
  readonly netConfPath?: string;
  /** Whether the condition NetworkUnavailable is written; default: yes. flanneld's `--set-node-network-unavailable`. */
  readonly setsCondition?: boolean;
  /** Where a pod finds its service account; default: where Kubernetes mounts it. */
  readonly serviceAccount?: string;
}

/** Where kube-flannel's DaemonSet mounts the net-conf of its ConfigMap. */
export const NET_CONF_PATH = '/etc/kube-flannel/net-conf.json';

/** Where Kubernetes mounts a pod's service account. */
export const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Refuses an annotation prefix that flanneld refuses.
 * @returns what the annotations begin with
 * @throws Failure `usage`
 */
export function checkedAnnotationBase(prefix: string | undefined): string {
  const read = annotationBase(prefix);
  if ('base' in read) return read.base;
  throw new Failure('usage', `--kube-annotation-prefix ${prefix}: ${read.refused}`, {
    hint: 'Give a domain with at least one dot, as flannel.alpha.coreos.com is.',
  });
}
