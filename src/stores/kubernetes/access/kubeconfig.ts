import { readInput } from '../../../host/index.ts';
import { execCredentials } from './exec-plugin.ts';
import { readCredential } from './files.ts';
import type { Kubeconfig, Material } from './kubeconfig-types.ts';
import { readKubeconfig } from './read-kubeconfig.ts';
import type { Access, ApiConnection } from './types.ts';

/**
 * The access that a kubeconfig describes. The kubeconfig and the files that it names are read for each request, because
 * they are replaced when certificates or tokens rotate.
 */
export function kubeconfigAccess(file: string, apiUrl: URL | undefined): Access {
  let last: { readonly text: string; readonly config: Kubeconfig } | undefined;
  const plugin = execCredentials(file);
  return {
    place: apiUrl?.origin ?? `the server of ${file}`,
    connection: async (stop) => {
      const text = await readInput(file);
      if (last?.text !== text) {
        plugin.forget();
        last = { text, config: await readKubeconfig(file, text, apiUrl) };
      }
      const { config } = last;
      return {
        ...(await connectionOf(config)),
        ...(config.exec && (await plugin.get(config, config.exec, stop))),
      };
    },
    forget: plugin.forget,
  };
}

async function connectionOf(config: Kubeconfig): Promise<ApiConnection> {
  const { server, serverName, isInsecure } = config;
  const ca = await pemOf(config.ca, "the cluster's certificate-authority");
  const cert = await pemOf(config.cert, "the user's client-certificate");
  const key = await pemOf(config.key, "the user's client-key");
  // As kubectl does, the file wins.
  const token =
    config.tokenFile === undefined
      ? config.token
      : await readCredential(config.tokenFile, "the user's tokenFile");
  return {
    server,
    isInsecure,
    ...(serverName && { serverName }),
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(token && { token }),
  };
}

async function pemOf(material: Material | undefined, what: string): Promise<string | undefined> {
  if (material === undefined) return undefined;
  return 'pem' in material ? material.pem : readCredential(material.file, what);
}
