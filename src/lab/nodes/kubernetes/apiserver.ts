import { access, constants } from 'node:fs/promises';
import { Failure } from '../../../errors/index.ts';
import { run } from '../../../host/index.ts';
import { shellWord } from '../../../words/index.ts';
import type { LabName } from '../../base/names.ts';
import { apiserverLog } from '../../base/paths.ts';
import { LOCAL_ETCD } from '../etcd.ts';
import { startServer } from '../started.ts';
import { askApi, type LabApi } from './api.ts';
import { accountKeyFile, certificatesFolder, tokensFile } from './files.ts';

const HOW_TO_GET =
  'Give one of your own: --apiserver FILE. Kubernetes has it in its release archives (kubernetes-server-linux-ARCH.tar.gz), and ' +
  'its Go module builds it (k8s.io/kubernetes/cmd/kube-apiserver); npm run test:apiserver in the sources of flannelctl does that.';

/** Throws a Failure `usage` unless a file is a kube-apiserver that runs here. */
export async function requireApiserver(file: string | undefined): Promise<void> {
  if (file === undefined)
    throw new Failure('usage', '--store kubernetes needs a kube-apiserver, which no package of Debian has', {
      hint: HOW_TO_GET,
    });
  const wrong = await problemOf(file);
  if (wrong === undefined) return;
  throw new Failure('usage', `--apiserver ${shellWord(file)}: ${wrong}`, { hint: HOW_TO_GET });
}

async function problemOf(file: string): Promise<string | undefined> {
  const isExecutable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isExecutable) return 'there is no such file that can be executed';
  const { exitCode, stdout } = await run([file, '--version']).catch(() => ({ exitCode: -1, stdout: '' }));
  if (exitCode === 0 && stdout.startsWith('Kubernetes v')) return undefined;
  return 'this is no kube-apiserver: it does not print a version of Kubernetes with --version';
}

/** Starts kube-apiserver at an address of the switch, before etcd, and waits until it is ready. */
export async function startApiserver(
  api: LabApi,
  {
    file,
    namespace,
    signal,
  }: { readonly file: string; readonly namespace: string; readonly signal: AbortSignal },
): Promise<void> {
  await startServer(
    api.lab,
    {
      name: 'kube-apiserver',
      namespace,
      command: [file, ...flagsOf(api.lab, new URL(api.server))],
      log: apiserverLog(api.lab),
      // Where much else runs on the machine, it takes many times what it takes alone.
      patience: 180_000,
      isReady: async () => isApiReady(api),
    },
    signal,
  );
}

/** Whether the API server answers that it is ready. */
export const isApiReady = async (api: LabApi): Promise<boolean> =>
  (await askApi(api, 'GET', '/readyz')).status === 200;

function flagsOf(lab: LabName, { hostname, port }: URL): readonly string[] {
  const address = hostname.replaceAll(/[[\]]/g, '');
  return [
    `--etcd-servers=${LOCAL_ETCD}`,
    ...[`--bind-address=${address}`, `--advertise-address=${address}`, `--secure-port=${port}`],
    ...[`--cert-dir=${certificatesFolder(lab)}`, `--token-auth-file=${tokensFile(lab)}`],
    ...['--authorization-mode=RBAC', '--service-account-issuer=https://kubernetes.default.svc'],
    `--service-account-key-file=${accountKeyFile(lab)}`,
    `--service-account-signing-key-file=${accountKeyFile(lab)}`,
    // Of the family of the address; no Service is made.
    `--service-cluster-ip-range=${address.includes(':') ? 'fd00:10:96::/112' : '10.96.0.0/16'}`,
    // There is no controller manager, which would make service accounts.
    ...['--disable-admission-plugins=ServiceAccount', '--endpoint-reconciler-type=none'],
  ];
}
