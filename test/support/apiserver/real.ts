import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { need } from '../../machines/apt.ts';
import { REPOSITORY } from '../cli/cli.ts';
import { type ApiServer, ask, forgetConnections, must, tlsFile } from './api-server.ts';
import { buildApiServer } from './build.ts';

/** Ports of this machine's loopback that are free now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map(async (server) => once(server.close(), 'close')));
  return ports;
}

async function start(folder: string, command: string, args: readonly string[]): Promise<ChildProcess> {
  const log = await open(path.join(folder, `${path.basename(command)}.log`), 'a');
  const child = spawn(command, args, { stdio: ['ignore', log.fd, log.fd] });
  child.on('exit', () => void log.close());
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
}

async function untilReady(server: Pick<ApiServer, 'url' | 'admin'>, folder: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { status } = await ask(server, 'GET', '/readyz').catch(() => ({ status: 0 }));
    if (status === 200) return;
    await sleep(200);
  }
  const log = await readFile(path.join(folder, 'kube-apiserver.log'), 'utf8');
  throw new Error(`kube-apiserver does not become ready:\n${log.split('\n').slice(-8).join('\n')}`);
}

/** Creates what deploy/rbac.yaml has, and gives the same role to the user of the client certificate. */
async function allow(server: Pick<ApiServer, 'url' | 'admin'>): Promise<void> {
  const text = await readFile(path.join(REPOSITORY, 'deploy/rbac.yaml'), 'utf8');
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const places: Record<string, string> = {
    Namespace: '/api/v1/namespaces',
    ServiceAccount: '/api/v1/namespaces/kube-flannel/serviceaccounts',
    ClusterRole: `${rbac}/clusterroles`,
    ClusterRoleBinding: `${rbac}/clusterrolebindings`,
  };
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS() as { kind: string };
    await must(server, 'POST', places[object.kind] ?? object.kind, object);
  }
  await must(server, 'POST', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'flannel-by-certificate' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'flannelctl' },
    subjects: [{ kind: 'User', name: 'flannel-by-certificate' }],
  });
}

/**
 * Starts etcd and a kube-apiserver with RBAC on free ports of the loopback, in a folder of their own.
 * @param flags more flags of kube-apiserver
 */
export async function realApiServer(...flags: readonly string[]): Promise<ApiServer> {
  const program = await buildApiServer();
  await need({ etcd: 'etcd-server', openssl: 'openssl' });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-apiserver-'));
  const [port = 0, client = 0, peer = 0] = await freePorts(3);
  const [clients, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  await writeFile(
    path.join(folder, 'tokens.csv'),
    'admin-token,admin,1,"system:masters"\nno-rights,nobody,2\n',
  );
  const key = path.join(folder, 'sa.key');
  await execa('openssl', ['genrsa', '-out', key, '2048']);
  const etcd = await start(folder, 'etcd', [
    ...['--data-dir', path.join(folder, 'etcd'), '--unsafe-no-fsync'],
    ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers],
    ...['--initial-cluster', `default=${peers}`],
  ]);
  const run = async (): Promise<ChildProcess> =>
    start(folder, program, [
      `--etcd-servers=${clients}`,
      ...['--bind-address=127.0.0.1', '--advertise-address=192.0.2.1', `--secure-port=${port}`],
      ...[`--cert-dir=${folder}/certs`, `--tls-cert-file=${tlsFile('server.crt')}`],
      ...[`--tls-private-key-file=${tlsFile('server.key')}`, `--client-ca-file=${tlsFile('ca.crt')}`],
      ...[`--token-auth-file=${folder}/tokens.csv`, '--authorization-mode=RBAC'],
      ...['--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${key}`],
      ...[`--service-account-signing-key-file=${key}`, '--service-cluster-ip-range=10.96.0.0/16'],
      ...['--disable-admission-plugins=ServiceAccount', '--endpoint-reconciler-type=none'],
      ...flags,
    ]);
  let apiserver = await run();
  const server = { url: `https://127.0.0.1:${port}`, admin: 'admin-token' };
  await untilReady(server, folder);
  await allow(server);
  return {
    ...server,
    powerless: 'no-rights',
    token: async () => {
      const target = '/api/v1/namespaces/kube-flannel/serviceaccounts/flannelctl/token';
      const { status } = await must(server, 'POST', target, { spec: { expirationSeconds: 600 } });
      return (status as { token: string }).token;
    },
    revoke: async () => {
      const accounts = '/api/v1/namespaces/kube-flannel/serviceaccounts';
      await must(server, 'DELETE', `${accounts}/flannelctl`);
      await must(server, 'POST', accounts, { metadata: { name: 'flannelctl' } });
    },
    restart: async () => {
      await end(apiserver);
      apiserver = await run();
      forgetConnections();
      await untilReady(server, folder);
    },
    stop: async () => {
      await end(apiserver);
      await end(etcd);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
