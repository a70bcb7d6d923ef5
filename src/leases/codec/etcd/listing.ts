import { entryOf, makeSource, openingOf, type Source, type SourceNode, textOf } from '../../../text/index.ts';
import type { EntryPlace } from '../types.ts';

/** A key of etcd's with its value. */
export interface EtcdRecord {
  readonly key: string;
  /** Where the key stands. */
  readonly at: EntryPlace;
  /** Where the value stands: in the listing, or, where the listing has it in base64, in a text of its own. */
  readonly value?: EntryPlace;
  /** The revision it was last written in, which a plain listing does not have. */
  readonly revision?: number;
}

/** A key of flannel's alone on a line. Values are JSON, of which no line looks so. There is one way to match only. */
const FLANNEL_KEY = /^\/?[\w.-]+(?:\/(?!subnets\/)[^\s/]+)*\/(?:config|subnets\/\S*)[ \r]*$/;
/** Any other key, where all of etcd was listed. */
const OTHER_KEY = /^\/\S*[ \r]*$/;

/** Whether a text is what `etcdctl get --prefix` prints: its first line is a key, and there is one of flannel's. */
export function isPlainListing(text: string): boolean {
  const begin = text.search(/\S/);
  if (begin < 0) return false;
  const first = lineAt(text, text.lastIndexOf('\n', begin) + 1);
  if (!OTHER_KEY.test(first.line) && !FLANNEL_KEY.test(first.line)) return false;
  for (let at = first; ; at = lineAt(text, at.end)) {
    if (FLANNEL_KEY.test(at.line)) return true;
    if (at.end >= text.length) return false;
  }
}

/** The line that starts at an offset, without its line break, and where the next one starts. */
function lineAt(text: string, start: number): { readonly line: string; readonly end: number } {
  const lineBreak = text.indexOf('\n', start);
  if (lineBreak < 0) return { line: text.slice(start), end: text.length };
  return { line: text.slice(start, lineBreak), end: lineBreak + 1 };
}

/** The records of a plain listing: a line with the key, and the value on one or more lines below. */
export function plainRecords(source: Source): EtcdRecord[] {
  const { text, lineStarts } = source;
  const keys: { readonly key: string; readonly start: number; readonly end: number }[] = [];
  for (const start of lineStarts) {
    const { line, end } = lineAt(text, start);
    if (FLANNEL_KEY.test(line) || OTHER_KEY.test(line)) keys.push({ key: line.trim(), start, end });
  }
  return keys.map(({ key, start, end }, i) => {
    const value = trimmed(text, end, keys[i + 1]?.start ?? text.length);
    const at = { source, range: { start, end: start + key.length } };
    return { key, at, ...(value.start < value.end ? { value: { source, range: value } } : {}) };
  });
}

function trimmed(text: string, start: number, end: number): EntryPlace['range'] {
  const value = text.slice(start, end);
  const from = start + value.length - value.trimStart().length;
  return { start: from, end: Math.max(from, start + value.trimEnd().length) };
}

/** Whether a document is what `etcdctl get -w json` prints: an answer of etcd's, with `kvs` unless it is empty. */
export const isJsonListing = (root: SourceNode | undefined): boolean =>
  entryOf(root, 'kvs')?.value.kind === 'array' ||
  entryOf(entryOf(root, 'header')?.value, 'revision') !== undefined;

/** The records of a JSON listing; an item whose key can't be read has the key `''`. */
export function jsonRecords(root: SourceNode, source: Source): EtcdRecord[] {
  const items = entryOf(root, 'kvs')?.value;
  if (items?.kind !== 'array') return [];
  return items.items.map((item) => {
    const key = fromBase64(textOf(item, 'key')) ?? '';
    const value = fromBase64(textOf(item, 'value'));
    const at = { source, range: entryOf(item, 'key')?.value ?? openingOf(item) };
    const revision = entryOf(item, 'mod_revision')?.value;
    const isKnown = revision?.kind === 'scalar' && typeof revision.value === 'number';
    const named = { key, at, ...(isKnown ? { revision: revision.value } : {}) };
    if (value === undefined || value === '') return named;
    const own = makeSource(`${source.file} (${key})`, value);
    return { ...named, value: { source: own, range: { start: 0, end: value.length } } };
  });
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const fromBase64 = (text: string | undefined): string | undefined =>
  text !== undefined && BASE64.test(text) ? Buffer.from(text, 'base64').toString() : undefined;
