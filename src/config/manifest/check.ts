import type { Problem } from '../../errors/index.ts';
import {
  childOf,
  closest,
  type Entry,
  openingOf,
  parseEmbedded,
  printable,
  problemAt,
  type Source,
  type SourceNode,
  textOf,
} from '../../text/index.ts';
import { type CheckedCniConf, checkCniConf } from '../cni/check.ts';
import { type CheckedNetConf, checkNetConf } from '../net-conf/check.ts';

const NET_CONF = 'net-conf.json';
const CNI_CONF = 'cni-conf.json';

export interface CheckedManifest {
  readonly netConfs: readonly CheckedNetConf[];
  readonly cniConfs: readonly CheckedCniConf[];
  /** Every problem, including those of the embedded configurations. */
  readonly problems: readonly Problem[];
}

/**
 * Checks a Kubernetes manifest such as kube-flannel.yml: the net-conf and the CNI conf in its ConfigMaps. The rest is
 * up to Kubernetes. `roots` are the documents of the file.
 */
export function checkManifest(roots: readonly SourceNode[], source: Source): CheckedManifest {
  const files = roots.flatMap(configMaps).flatMap(filesIn);
  const netConfs = files
    .filter(({ key }) => key === NET_CONF)
    .map((entry) => checkFile(entry, source, (root) => checkNetConf(root, source, { store: 'kubernetes' })));
  const cniConfs = files
    .filter(({ key }) => key === CNI_CONF)
    .map((entry) => checkFile(entry, source, (root) => checkCniConf(root, source)));
  const missing = netConfs.length === 0 ? [noNetConf(roots, files, source)] : [];
  const problems = [...missing, ...[...netConfs, ...cniConfs].flatMap((checked) => checked.problems)];
  return { netConfs, cniConfs, problems };
}

/** The ConfigMaps in a document, including those in a List such as `kubectl get -o yaml` prints. */
function configMaps(root: SourceNode): readonly SourceNode[] {
  const kind = textOf(root, 'kind') ?? '';
  if (kind === 'ConfigMap') return [root];
  const items = kind.endsWith('List') ? childOf(root, 'items') : undefined;
  return items?.kind === 'array' ? items.items.flatMap(configMaps) : [];
}

function filesIn(configMap: SourceNode): readonly Entry[] {
  const data = childOf(configMap, 'data');
  return data?.kind === 'object' ? data.entries : [];
}

/** Parses the JSON in an entry of a ConfigMap and checks it. Its problems have locations in the manifest. */
function checkFile<T extends { readonly problems: readonly Problem[] }>(
  { key, value }: Entry,
  source: Source,
  check: (root: SourceNode) => T,
): T | { readonly problems: readonly Problem[] } {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    const hint = `Write it as a block: "${key}: |" and the JSON below, indented.`;
    return { problems: [problemAt(source, openingOf(value), 'error', `${key} must be text`, hint)] };
  }
  const { root, problems } = parseEmbedded(source, value);
  if (root === undefined) return { problems };
  const checked = check(root);
  return { ...checked, problems: [...problems, ...checked.problems] };
}

function noNetConf(roots: readonly SourceNode[], files: readonly Entry[], source: Source): Problem {
  const similar = files.find(({ key }) => key !== CNI_CONF && closest(key, [NET_CONF]) !== undefined);
  if (similar !== undefined) {
    const message = `flanneld does not read ${printable(similar.key)}`;
    return problemAt(source, similar.keyRange, 'error', message, `Did you mean ${NET_CONF}?`);
  }
  const [first] = [...roots.flatMap(configMaps), ...roots];
  const at = first === undefined ? { start: 0, end: 0 } : openingOf(first);
  const message = `no ConfigMap in the manifest has a ${NET_CONF}`;
  return problemAt(source, at, 'error', message, 'flannel keeps it in the ConfigMap kube-flannel-cfg.');
}
