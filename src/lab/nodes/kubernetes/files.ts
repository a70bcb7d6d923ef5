import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readText, writeAtomically } from '../../../host/index.ts';
import { jsonText } from '../../../text/index.ts';
import type { LabName } from '../../base/names.ts';
import { kubernetesFolder } from '../../base/paths.ts';

const inFolder =
  (name: string) =>
  (lab: LabName): string =>
    path.join(kubernetesFolder(lab), name);

export const tokensFile = inFolder('tokens.csv');
/** The key that service accounts' tokens would be signed with, without which kube-apiserver does not start. */
export const accountKeyFile = inFolder('service-account.key');
/** Where kube-apiserver writes a certificate that it makes itself, with the one that signed it. */
export const certificatesFolder = inFolder('certificates');
export const certificateFile = inFolder('certificates/apiserver.crt');
/** The kubeconfig of the agents. */
export const agentKubeconfig = inFolder('flannelctl.kubeconfig');
/** A kubeconfig that may do everything. */
const adminKubeconfig = inFolder('admin.kubeconfig');
const adminTokenFile = inFolder('admin.token');

/** The service account of deploy/rbac.yaml, as kube-apiserver names its user. */
const AGENT_USER = 'system:serviceaccount:kube-flannel:flannelctl';

const kubeconfig = (lab: LabName, server: string, token: string): object => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'lab', cluster: { server, 'certificate-authority': certificateFile(lab) } }],
  users: [{ name: 'lab', user: { token } }],
  contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
  'current-context': 'lab',
});

/** Makes the key, the tokens and the kubeconfigs of a lab, which root alone can read. */
export async function writeAccess(lab: LabName, server: string): Promise<void> {
  const [admin, agent] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const files = {
    [tokensFile(lab)]: `${admin},admin,admin,"system:masters"\n${agent},${AGENT_USER},agent\n`,
    [accountKeyFile(lab)]: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    [adminTokenFile(lab)]: admin,
    [adminKubeconfig(lab)]: jsonText(kubeconfig(lab, server, admin), 2),
    [agentKubeconfig(lab)]: jsonText(kubeconfig(lab, server, agent), 2),
  };
  await mkdir(kubernetesFolder(lab), { mode: 0o700 });
  for (const [file, text] of Object.entries(files)) await writeAtomically(file, text, 0o600);
}

/** The token that may do everything. */
export const adminToken = async (lab: LabName): Promise<string> =>
  (await readText(adminTokenFile(lab))) ?? '';
