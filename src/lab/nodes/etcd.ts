import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../errors/index.ts';
import { ETCD_PREFIX } from '../../flannel/index.ts';
import { type RunResult, run, runOk, startDetached } from '../../host/index.ts';
import { labEnvironment } from '../base/environment.ts';
import { valuesOf } from '../base/families.ts';
import type { Layout, Underlay } from '../base/layout.ts';
import type { LabName } from '../base/names.ts';
import { inNamespace } from '../base/namespaces.ts';
import { etcdFolder, etcdLog } from '../base/paths.ts';

const PORT = 2379;
const LOCAL = `http://127.0.0.1:${PORT}`;

/** Throws a Failure `unavailable` with the name of the package unless this machine has etcd. */
export async function requireEtcd(): Promise<void> {
  await runOk(['etcd', '--version']);
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
  const answer = await ask(lab, hub.namespace, 'put', { key: `${ETCD_PREFIX}/config`, value: netConf });
  if (answer.exitCode === 0) return;
  throw new Failure('unavailable', `etcd does not take the net-conf: ${answer.stdout.trim()}`, {
    hint: `See its log: ${etcdLog(lab)}`,
  });
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

/** Whether etcd answers in the switch's namespace, and has a leader. */
export const isEtcdHealthy = async (lab: LabName, namespace: string): Promise<boolean> =>
  (await ask(lab, namespace, 'range', { key: 'health' })).exitCode === 0;

/** A request from within a namespace, which this process can't enter. */
const SEND = `fetch(process.argv[1], { method: 'POST', body: require('fs').readFileSync(0), signal: AbortSignal.timeout(5000) })
  .then(async (answer) => { process.stdout.write(await answer.text()); process.exitCode = answer.ok ? 0 : 1; })`;

/** Asks etcd by its JSON gateway, whose texts are in base64. */
async function ask(
  lab: LabName,
  namespace: string,
  what: 'put' | 'range',
  request: Readonly<Record<string, string>>,
): Promise<RunResult> {
  const encoded = Object.entries(request).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const command = [process.execPath, '-e', SEND, `${LOCAL}/v3/kv/${what}`];
  return run(inNamespace(namespace, command), {
    input: JSON.stringify(Object.fromEntries(encoded)),
    env: labEnvironment(lab),
  });
}
