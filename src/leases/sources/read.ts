import {
  closest,
  entryOf,
  makeSource,
  openingOf,
  type ParsedSource,
  parseDocuments,
  printable,
  problemAt,
  type SourceNode,
  textOf,
} from '../../text/index.ts';
import { etcdError, isJsonListing, isPartOfListing, jsonRecords } from '../codec/etcd/json-listing.ts';
import { isPlainListing, plainRecords } from '../codec/etcd/listing.ts';
import { readEtcd } from '../codec/etcd/read.ts';
import { isKubernetes, readKubernetes } from '../codec/kubernetes/read.ts';
import type { NodeSource, RecordSource, SourceOptions } from '../codec/types.ts';
import { unreadableListing } from './unreadable.ts';

/**
 * Reads a list of nodes in any supported form, recognized by its content: flannelctl's own, the output of `kubectl
 * get nodes -o json` or `-o yaml`, the output of `etcdctl get --prefix`, plain or with `-w json`. Unreadable records
 * are problems and left out. Never throws, whatever the text is.
 */
export async function readNodeSource(
  file: string,
  text: string,
  options: SourceOptions = {},
): Promise<NodeSource> {
  return readListing(file, text, options) ?? readDocument(await parseDocuments(file, text), options);
}

/**
 * Reads etcdctl's plain output, which is neither JSON nor YAML, and reports outputs of kubectl and etcdctl that are
 * no list; undefined for any other text.
 */
export function readListing(
  file: string,
  text: string,
  options: SourceOptions = {},
): RecordSource | undefined {
  if (isPlainListing(text)) {
    const source = makeSource(file, text);
    return readEtcd(plainRecords(source), source, options);
  }
  const unreadable = unreadableListing(text);
  if (unreadable === undefined) return undefined;
  const at = { start: 0, end: 0 };
  const problem = problemAt(makeSource(file, text), at, 'error', unreadable.message, unreadable.hint);
  return { form: 'etcd', entries: [], problems: [problem] };
}

/** Reads a list of nodes in a parsed document. */
export function readDocument(parsed: ParsedSource, options: SourceOptions = {}): NodeSource {
  const { root, roots, source, problems } = parsed;
  if (root === undefined) return { form: 'list', parsed };
  if (isPlan(root)) return { form: 'plan', parsed };
  const refusal = etcdError(root);
  if (refusal !== undefined) {
    const hint = 'See why, and run it again: etcdctl get --prefix /coreos.com/network > FILE';
    return unusable(parsed, root, `etcd answered with an error: ${printable(refusal)}`, hint);
  }
  if (roots.every(isJsonListing)) {
    if (isPartOfListing(roots.at(-1))) {
      const message = 'this is a part of a longer listing of etcd: what comes after it is missing';
      return unusable(parsed, root, message, 'List all of it, without --limit.');
    }
    const records = roots.flatMap((one) => jsonRecords(one, source));
    const read = readEtcd(records, source, options);
    return { ...read, problems: [...problems, ...read.problems] };
  }
  return isKubernetes(roots) ? readKubernetes(parsed, options) : { form: 'list', parsed };
}

/** An answer of etcd's that is no list to go by. */
function unusable(
  { source, problems }: ParsedSource,
  root: SourceNode,
  message: string,
  hint: string,
): RecordSource {
  const said = problemAt(source, openingOf(root), 'error', message, hint);
  return { form: 'etcd', entries: [], problems: [...problems, said] };
}

const isPlan = (root: SourceNode): boolean =>
  entryOf(root, 'netConf') !== undefined || closest(textOf(root, 'kind') ?? '', ['SubnetPlan']) !== undefined;
