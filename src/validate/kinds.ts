import { NET_CONF_KEYS } from '../config/index.ts';
import { NODE_KEYS } from '../leases/index.ts';
import { closest, entryOf, type SourceNode, textOf } from '../text/index.ts';

/** The documents that can be validated. */
export type DocumentKind =
  | 'net-conf'
  | 'cni-conf'
  | 'subnet-plan'
  | 'node-list'
  | 'node-records'
  | 'manifest';

/** Those that people write, and that are told by the keys in them. */
export type WrittenKind = Exclude<DocumentKind, 'node-records'>;

/** What each kind is called, and what it is known by. */
export const KINDS: Readonly<Record<DocumentKind, { readonly name: string; readonly mark: string }>> = {
  'net-conf': { name: 'net-conf', mark: 'a net-conf.json (an object with Network and Backend)' },
  'cni-conf': { name: 'CNI conf', mark: 'a CNI conf (an object with name, cniVersion and plugins)' },
  'subnet-plan': { name: 'subnet plan', mark: 'a subnet plan (kind: SubnetPlan)' },
  'node-list': { name: 'node list', mark: 'a node list (a list of objects with name and publicIP)' },
  'node-records': {
    name: 'list of nodes as kubectl or etcdctl print it',
    mark: 'what `kubectl get nodes -o json` or `etcdctl get --prefix …` prints',
  },
  manifest: {
    name: 'Kubernetes manifest',
    mark: 'a Kubernetes manifest such as kube-flannel.yml (kind: ConfigMap)',
  },
};

/** What a document is, by its content; a misspelt key still counts. Undefined if it is nothing known. */
export function kindOf(roots: readonly SourceNode[], file: string): WrittenKind | undefined {
  const kinds = roots.map((root) => textOf(root, 'kind')).filter((kind) => kind !== undefined);
  if (kinds.some((kind) => closest(kind, ['SubnetPlan']) !== undefined)) return 'subnet-plan';
  if (kinds.length > 0) return 'manifest';
  const [root] = roots;
  if (root?.kind === 'array') return root.items.some(isListed) ? 'node-list' : undefined;
  if (root?.kind !== 'object') return undefined;
  const keys = root.entries.map(({ key }) => key);
  if (keys.length === 1 && keys[0] === 'nodes') return 'node-list';
  if (keys.includes('netConf') || keys.includes('nodes')) return 'subnet-plan';
  return byKeys(keys) ?? byName(file);
}

/** Whether an item of a list says what one of a node list does. */
const isListed = (item: SourceNode): boolean =>
  ['name', NODE_KEYS.ipv4.publicIP, NODE_KEYS.ipv6.publicIP].some((key) => entryOf(item, key) !== undefined);

const CNI_KEYS = ['cniVersion', 'plugins', 'type', 'delegate', 'ipam'];

/** The kind that more of the keys belong to: spelt right, else nearly right. */
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

/** Where the content says nothing (`{}`), the name of the file may. */
function byName(file: string): 'net-conf' | 'cni-conf' | undefined {
  if (/net-?conf/i.test(file)) return 'net-conf';
  return /cni|\.conflist$/i.test(file) ? 'cni-conf' : undefined;
}
