import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createObject, type LabApi } from './api.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** Where the kinds of object in deploy/rbac.yaml are created. */
const PLACES: Readonly<Record<string, string>> = {
  Namespace: '/api/v1/namespaces',
  ServiceAccount: '/api/v1/namespaces/kube-flannel/serviceaccounts',
  ClusterRole: `${RBAC}/clusterroles`,
  ClusterRoleBinding: `${RBAC}/clusterrolebindings`,
};

/**
 * Gives the agents the rights of deploy/rbac.yaml, and no others.
 * @param script the path of flannelctl's script, which is in a folder beside deploy/
 */
export async function createRights(api: LabApi, script: string): Promise<void> {
  const { parseAllDocuments } = await import('yaml');
  const file = path.join(path.dirname(script), '../deploy/rbac.yaml');
  for (const document of parseAllDocuments(await readFile(file, 'utf8'))) {
    const object = document.toJS() as { readonly kind: string };
    await createObject(api, PLACES[object.kind] ?? object.kind, object);
  }
}
