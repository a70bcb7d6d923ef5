import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../errors/index.ts';
import { ETCD_PREFIX } from '../flannel/index.ts';
import { run, runOk, startDetached } from '../host/index.ts';
import { labEnvironment } from './environment.ts';
import { valuesOf } from './families.ts';
import type { Layout, Underlay } from './layout.ts';
import type { LabName } from './names.ts';
import { inNamespace } from './namespaces.ts';
import { etcdFolder, etcdLog } from './paths.ts';

const PORT = 2379;
const LOCAL = `http://127.0.0.1:${PORT}`;

/** Throws a Failure `unavailable` with the name of the package unless this machine has etcd and its client. */
export async function requireEtcd(): Promise<void> {
  await runOk(['etcd', '--version']);
  await runOk(['etcdctl', 'version']);
}

/** Where the nodes on an underlay reach etcd: at the switch's address on it. */
export function etcdUrl({ gateways }: Pick<Underlay, 'gateways'>): string {
  const [address = '127.0.0.1'] = valuesOf(gateways);
  return `http://${address.includes(':') ? `[${address}]` : address}:${PORT}`;
}

/** Starts etcd in the switch's namespace, waits until it answers, and gives it the net-conf. */
export async function startEtcd(
  lab: LabName,
  { switch: hub, underlays }: Layout,
  netConf: string,
  signal: AbortSignal,
): Promise<void> {
  const isIPv6 = underlays.some(({ gateways }) => gateways.ipv6 !== undefined);
  const args = {
    'data-dir': etcdFolder(lab),
    'listen-client-urls': `http://${isIPv6 ? '[::]' : '0.0.0.0'}:${PORT}`,
    'advertise-client-urls': LOCAL,
  };
  const command = ['etcd', ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, value])];
  await startDetached(inNamespace(hub.namespace, command), labEnvironment(lab), etcdLog(lab));
  await untilHealthy(lab, hub.namespace, signal);
  const put = ['etcdctl', '--endpoints', LOCAL, 'put', `${ETCD_PREFIX}/config`];
  await runOk(inNamespace(hub.namespace, put), { input: netConf, env: labEnvironment(lab) });
}

/** How long etcd may take to start, in milliseconds. */
const PATIENCE = 20_000;

async function untilHealthy(lab: LabName, namespace: string, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(100)) {
    signal.throwIfAborted();
    if (await isEtcdHealthy(lab, namespace)) return;
  }
  throw new Failure('unavailable', `etcd does not answer in ${namespace}`, {
    hint: `See why in its log: ${etcdLog(lab)}`,
  });
}

/** Whether etcd answers in the switch's namespace. */
export async function isEtcdHealthy(lab: LabName, namespace: string): Promise<boolean> {
  const command = ['etcdctl', '--endpoints', LOCAL, '--command-timeout', '2s', 'endpoint', 'health'];
  const { exitCode } = await run(inNamespace(namespace, command), { env: labEnvironment(lab) });
  return exitCode === 0;
}
