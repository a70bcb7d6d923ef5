import path from 'node:path';
import { Failure } from '../../../errors/index.ts';
import { readCredential } from './files.ts';
import { parseServer } from './server-url.ts';
import type { Access, ApiConnection } from './types.ts';

const NO_POD =
  'Outside of a pod give a kubeconfig: --kubeconfig-file FILE. In a pod Kubernetes sets it, unless enableServiceLinks and the like were changed by hand.';

/**
 * The access of a pod: the API server by the environment, or as given, with the token and the authority of the pod's
 * service account. Kubernetes replaces the token before it expires.
 * @param folder where the service account is mounted
 * @throws Failure `invalidConfig` if this does not run in a pod
 */
export function inClusterAccess(folder: string, apiUrl: URL | undefined): Access {
  const server = apiUrl ?? serverOfEnvironment();
  const read = async (): Promise<ApiConnection> => {
    const what = "the pod's service account";
    if (server.protocol === 'http:') return { server };
    const ca = await readCredential(path.join(folder, 'ca.crt'), what);
    return { server, ca, token: await readCredential(path.join(folder, 'token'), what) };
  };
  return { place: server.origin, connection: read, forget: () => {} };
}

function serverOfEnvironment(): URL {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const missing = host ? 'KUBERNETES_SERVICE_PORT' : 'KUBERNETES_SERVICE_HOST';
  if (!host || !port)
    throw new Failure('invalidConfig', `this is not a pod of Kubernetes: ${missing} is not set`, {
      hint: NO_POD,
    });
  const url = parseServer(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
  if (url !== undefined) return url;
  throw new Failure('invalidConfig', `KUBERNETES_SERVICE_HOST and _PORT are no address: ${host}:${port}`, {
    hint: NO_POD,
  });
}
