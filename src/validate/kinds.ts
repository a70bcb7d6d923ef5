import { NET_CONF_KEYS } from '../config/index.ts';
import { NODE_KEYS } from '../leases/index.ts';
import { closest, entryOf, type SourceNode, textOf } from '../text/index.ts';

/** The kinds of document that can be validated. */
export type DocumentKind =
  | 'net-conf'
  | 'cni-conf'
  | 'subnet-plan'
  | 'node-list'
  | 'node-records'
  | 'node-config'
  | 'manifest';

/** The kinds that people write, which are recognised by their keys. */
export type WrittenKind = Exclude<DocumentKind, 'node-records'>;

/** The name of each kind, and how it is recognised. */
export const KINDS: Readonly<Record<DocumentKind, { readonly name: string; readonly description: string }>> =
  {
    'net-conf': { name: 'net-conf', description: 'a net-conf.json (an object with Network and Backend)' },
    'cni-conf': { name: 'CNI conf', description: 'a CNI conf (an object with name, cniVersion and plugins)' },
    'subnet-plan': { name: 'subnet plan', description: 'a subnet plan (kind: SubnetPlan)' },
    'node-list': { name: 'node list', description: 'a node list (a list of objects with name and publicIP)' },
    'node-records': {
      name: 'list of nodes as kubectl or etcdctl print it',
      description: 'what `kubectl get nodes -o json` or `etcdctl get --prefix …` prints',
    },
    'node-config': {
      name: 'node config',
      description: 'a node config (kind: NodeConfig)',
    },
    manifest: {
      name: 'Kubernetes manifest',
      description: 'a Kubernetes manifest such as kube-flannel.yml (kind: ConfigMap)',
    },
  };

/** The kind of a document by its content, also if a key is misspelt; undefined if it is unknown. */
export function documentKindOf(roots: readonly SourceNode[], file: string): WrittenKind | undefined {
  const kinds = roots.map((root) => textOf(root, 'kind')).filter((kind) => kind !== undefined);
  if (kinds.includes('NodeConfig')) return 'node-config';
  const isPlan = kinds.some((kind) => closest(kind, ['SubnetPlan']) !== undefined);
  if (isPlan || roots.some((root) => entryOf(root, 'netConf') !== undefined)) return 'subnet-plan';
  if (kinds.length > 0) return 'manifest';
  const [root] = roots;
  if (root?.kind === 'array') return root.items.some(isListed) ? 'node-list' : undefined;
  if (root?.kind !== 'object') return undefined;
  const keys = root.entries.map(({ key }) => key);
  if (keys.length === 1 && keys[0] === 'nodes') return 'node-list';
  if (keys.includes('nodes')) return 'subnet-plan';
  return byKeys(keys) ?? byName(file);
}

/** Whether an item of a list looks like an entry of a node list. */
const isListed = (item: SourceNode): boolean =>
  ['name', NODE_KEYS.ipv4.publicIP, NODE_KEYS.ipv6.publicIP].some((key) => entryOf(item, key) !== undefined);

const CNI_KEYS = ['cniVersion', 'plugins', 'type', 'delegate', 'ipam'];

/** The kind with more of the keys: keys that match exactly, else keys that nearly match. */
function byKeys(keys: readonly string[]): 'net-conf' | 'cni-conf' | undefined {
  const spelt = (words: readonly string[]): number =>
    keys.filter((key) => words.some((word) => word.toLowerCase() === key.toLowerCase())).length;
  const misspelt = (words: readonly string[]): number =>
    keys.filter((key) => closest(key, words) !== undefined).length;
  for (const count of [spelt, misspelt]) {
    const [netConf, cni] = [count(NET_CONF_KEYS.keys), count(CNI_KEYS)];
    if (netConf !== cni) return netConf > cni ? 'net-conf' : 'cni-conf';
  }
  return undefined;
}

/** The kind by the file's name, for content that does not tell (`{}`). */
function byName(file: string): 'net-conf' | 'cni-conf' | undefined {
  if (/net-?conf/i.test(file)) return 'net-conf';
  return /cni|\.conflist$/i.test(file) ? 'cni-conf' : undefined;
}
