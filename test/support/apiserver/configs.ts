import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { type KubernetesOptions, kubernetesStore, type Store } from '../../../src/stores/index.ts';
import { type ApiServer, tlsText } from './api-server.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A cluster's part of a kubeconfig that trusts the test's authority. */
export const clusterOf = (server: Pick<ApiServer, 'url'>, more: object = {}): object => ({
  server: server.url,
  'certificate-authority-data': base64(tlsText('ca.crt')),
  ...more,
});

export const CERTIFIED = {
  'client-certificate-data': base64(tlsText('client.crt')),
  'client-key-data': base64(tlsText('client.key')),
};

export const kubeconfigText = (cluster: object, user: object): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'other', cluster: { server: 'https://192.0.2.1' } },
      { name: 'tested', cluster },
    ],
    users: [{ name: 'agent', user }],
    contexts: [{ name: 'here', context: { cluster: 'tested', user: 'agent' } }],
    'current-context': 'here',
  });

/** A folder for files of one test file. */
export const testFolder = async (): Promise<string> =>
  mkdtemp(path.join(os.tmpdir(), 'flannelctl-kubernetes-'));

let count = 0;

/** Writes a kubeconfig and opens the store that it describes. */
export async function storeBy(
  folder: string,
  cluster: object,
  user: object,
  more: Partial<KubernetesOptions> = {},
): Promise<Store> {
  count += 1;
  const kubeconfig = path.join(folder, `kubeconfig-${count}`);
  await writeFile(kubeconfig, kubeconfigText(cluster, user));
  return kubernetesStore({ nodeName: 'n1', kubeconfig, ...more });
}
