import path from 'node:path';
import { readText } from '../../../host/index.ts';
import { type KubernetesOptions, SERVICE_ACCOUNT } from '../options.ts';
import { inClusterAccess } from './in-cluster.ts';
import { kubeconfigAccess } from './kubeconfig.ts';
import { checkedApiUrl } from './server-url.ts';
import type { Access } from './types.ts';

/**
 * The access that the options describe, as flanneld chooses it (flannel-facts 4.1): a kubeconfig, or the pod's service
 * account. Where there is neither, a given URL is asked without credentials.
 */
export function chooseAccess(options: KubernetesOptions): Access {
  const { apiUrl, kubeconfig, serviceAccount = SERVICE_ACCOUNT } = options;
  const server = apiUrl ? checkedApiUrl(apiUrl) : undefined;
  if (kubeconfig) return kubeconfigAccess(kubeconfig, server);
  const pod = inClusterAccess(serviceAccount, server);
  if (server === undefined) return pod;
  const isPod = async () => (await readText(path.join(serviceAccount, 'token'))) !== undefined;
  return { ...pod, connection: async (stop) => ((await isPod()) ? pod.connection(stop) : { server }) };
}
