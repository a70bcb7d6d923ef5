import { Failure } from '../../errors/index.ts';
import { ETCD_PREFIX } from '../../flannel/index.ts';
import { runOk } from '../../host/index.ts';
import { valuesOf } from '../base/families.ts';
import { type Layout, layoutOf, type Underlay } from '../base/layout.ts';
import type { LabName } from '../base/names.ts';
import { etcdFolder, etcdLog } from '../base/paths.ts';
import type { LabStore } from './lab-store.ts';
import { type NamespaceAnswer, requestFrom } from './request.ts';
import { startServer } from './started.ts';

const PORT = 2379;
/** Where etcd answers within the switch's namespace. */
export const LOCAL_ETCD = `http://127.0.0.1:${PORT}`;

/** Throws a Failure `unavailable` with the name of the package unless this machine has etcd. */
export async function requireEtcd(): Promise<void> {
  await runOk(['etcd', '--version']);
}

/** Where the nodes on an underlay reach a port of the switch: at its address there. */
export function switchUrl(scheme: string, { gateways }: Pick<Underlay, 'gateways'>, port: number): string {
  const [address = '127.0.0.1'] = valuesOf(gateways);
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

const urlOn = (underlay: Underlay): string => switchUrl('http', underlay, PORT);

/** Starts etcd in the switch's namespace and waits until it answers. */
export async function startEtcdServer(
  lab: LabName,
  { switch: { namespace }, underlays }: Layout,
  signal: AbortSignal,
): Promise<void> {
  const isIPv6 = underlays.some(({ gateways }) => gateways.ipv6 !== undefined);
  const args = {
    'data-dir': etcdFolder(lab),
    'listen-client-urls': `http://${isIPv6 ? '[::]' : '0.0.0.0'}:${PORT}`,
    'advertise-client-urls': LOCAL_ETCD,
  };
  const command = ['etcd', ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, value])];
  const isReady = async (): Promise<boolean> => isEtcdHealthy(lab, namespace);
  const server = { name: 'etcd', namespace, command, log: etcdLog(lab), patience: 20_000, isReady };
  await startServer(lab, server, signal);
}

/** Whether etcd answers in the switch's namespace, and has a leader. */
const isEtcdHealthy = async (lab: LabName, namespace: string): Promise<boolean> =>
  (await ask(lab, namespace, 'range', { key: 'health' })).status === 200;

/** What is wrong with the etcd of a lab; undefined if it answers. */
export async function etcdProblem(lab: LabName, namespace: string): Promise<string | undefined> {
  return (await isEtcdHealthy(lab, namespace)) ? undefined : `etcd does not answer: see ${etcdLog(lab)}`;
}

/** Asks etcd by its JSON gateway, whose texts are in base64. */
async function ask(
  lab: LabName,
  namespace: string,
  what: 'put' | 'range',
  request: Readonly<Record<string, string>>,
): Promise<NamespaceAnswer> {
  const encoded = Object.entries(request).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const body = JSON.stringify(Object.fromEntries(encoded));
  return requestFrom(lab, namespace, { method: 'POST', url: `${LOCAL_ETCD}/v3/kv/${what}`, body });
}

const placeOf = ({ underlays }: Layout): string => underlays.map(urlOn).join(' ');

/** A lab whose nodes follow etcd: leases are all that it has of a node, and agents write and withdraw them. */
export const etcd: LabStore = {
  require: async (apiserver) => {
    if (apiserver !== undefined) throw new Failure('usage', '--apiserver is for --store kubernetes');
    await requireEtcd();
  },
  place: placeOf,
  describe: ({ underlays }) =>
    `etcd: on the switch, at ${underlays.map(urlOn).join(' and ')}, with the net-conf`,
  start: async ({ lab: { name }, layout, netConf, signal }) => {
    await startEtcdServer(name, layout, signal);
    const put = { key: `${ETCD_PREFIX}/config`, value: netConf };
    const { status, text } = await ask(name, layout.switch.namespace, 'put', put);
    if (status !== 200) throw new Failure('unavailable', `etcd does not take the net-conf: ${text.trim()}`);
  },
  addNode: async () => {},
  removeNode: async () => [],
  agentFlags: (_, { underlay }) => ['--etcd-endpoints', urlOn(underlay)],
  problem: async (lab) => etcdProblem(lab.name, layoutOf(lab.name, lab).switch.namespace),
};
