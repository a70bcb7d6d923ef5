import { etcdKeyParts } from '../../../flannel/index.ts';
import {
  childOf,
  entryOf,
  makeSource,
  openingOf,
  type ScalarNode,
  type Source,
  type SourceNode,
  textOf,
} from '../../../text/index.ts';
import type { EtcdRecord, EtcdValue } from './record.ts';

/**
 * Whether a document is an answer of etcd's, or a part of one picked with jq: of the v3 API as `etcdctl get -w json`
 * prints it (`kvs`, unless it is empty), of the v2 API (`node`), or records of either.
 */
export const isJsonListing = (root: SourceNode | undefined): boolean =>
  root?.kind === 'array'
    ? root.items.some(isJsonListing)
    : childOf(root, 'kvs')?.kind === 'array' ||
      entryOf(childOf(root, 'header'), 'revision') !== undefined ||
      (textOf(root, 'action') !== undefined && childOf(root, 'node')?.kind === 'object') ||
      isRecord(root);

const RECORD_KEYS = ['mod_revision', 'modifiedIndex', 'dir', 'nodes'];

function isRecord(node: SourceNode | undefined): boolean {
  const key = textOf(node, 'key');
  if (key === undefined) return false;
  return etcdKeyParts(key) !== undefined || RECORD_KEYS.some((other) => entryOf(node, other) !== undefined);
}

/** Whether etcd has more records in the range than it was allowed to list. */
export const isPartOfListing = (root: SourceNode | undefined): boolean =>
  root !== undefined && scalarOf(root, 'more')?.value === true;

/** The records of a JSON listing; an item whose key can't be read has the key `''`. */
export function jsonRecords(root: SourceNode, source: Source): readonly EtcdRecord[] {
  if (root.kind === 'array') return root.items.flatMap((item) => jsonRecords(item, source));
  const inner = ['kvs', 'node', 'nodes'].flatMap((key) => childOf(root, key) ?? []);
  if (inner.length > 0) return inner.flatMap((item) => jsonRecords(item, source));
  const isFolder = childOf(root, 'dir') !== undefined || entryOf(root, 'header') !== undefined;
  return isFolder ? [] : [recordOf(root, source)];
}

function recordOf(item: SourceNode, source: Source): EtcdRecord {
  const written = textOf(item, 'key');
  const isPlain = written?.startsWith('/') && etcdKeyParts(written) !== undefined;
  const key = (isPlain ? written : fromBase64(written)) ?? '';
  const value = isPlain ? plainValue(item, source) : encodedValue(item, `${source.file} (${key})`);
  const revision = integerOf(item, 'mod_revision', 'modifiedIndex');
  const created = integerOf(item, 'create_revision', 'createdIndex');
  const at = { source, range: childOf(item, 'key') ?? openingOf(item) };
  return {
    key,
    at,
    ...(revision !== undefined && { revision }),
    ...(created !== undefined && { created }),
    ...(value && { value }),
  };
}

/** The whole number under a key of the v3 API, else under one of the v2 API. */
function integerOf(item: SourceNode, key: string, olderKey: string): number | undefined {
  const value = Number(scalarOf(item, key)?.value ?? scalarOf(item, olderKey)?.value);
  return Number.isSafeInteger(value) ? value : undefined;
}

function scalarOf(item: SourceNode, key: string): ScalarNode | undefined {
  const node = childOf(item, key);
  return node?.kind === 'scalar' ? node : undefined;
}

/** The v2 API has values as text in the listing itself. */
function plainValue(item: SourceNode, source: Source): EtcdValue | undefined {
  const node = scalarOf(item, 'value');
  return node !== undefined && typeof node.value === 'string' && node.value !== ''
    ? { source, node }
    : undefined;
}

function encodedValue(item: SourceNode, file: string): EtcdValue | undefined {
  const value = fromBase64(textOf(item, 'value'));
  if (value === undefined || value === '') return undefined;
  const node: ScalarNode = { kind: 'scalar', start: 0, end: value.length, value, raw: value };
  return { source: makeSource(file, value), node };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const fromBase64 = (text: string | undefined): string | undefined =>
  text !== undefined && BASE64.test(text) ? Buffer.from(text, 'base64').toString() : undefined;

/** The error in an answer of etcd's v2 API, or of the gateway of its v3 API. */
export function etcdError(root: SourceNode | undefined): string | undefined {
  const isError = entryOf(root, 'errorCode') !== undefined || textOf(root, 'error') !== undefined;
  if (!isError) return undefined;
  const said = [textOf(root, 'message') ?? textOf(root, 'error'), textOf(root, 'cause')];
  return said.filter((part) => part !== undefined && part !== '').join(': ');
}
