import type { Source, TextRange } from '../../../text/index.ts';
import type { EtcdRecord } from './record.ts';

/**
 * A line with a key of flannel's. Values are JSON, which has no such line. The pattern matches in one way only, so it
 * can't backtrack.
 */
export const FLANNEL_KEY = /^\/?[\w.-]+(?:\/(?!subnets\/)[^\s/]+)*\/(?:config|subnets\/\S*)[ \r]*$/;
/** Any other key, in a listing of all of etcd. */
const OTHER_KEY = /^\/\S*[ \r]*$/;

/** Whether a text is the output of `etcdctl get --prefix`: its first line is a key, and it has a key of flannel's. */
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

/** The line that starts at an offset, without its line break, and the offset of the next. */
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
    const range = trimmed(text, end, keys[i + 1]?.start ?? text.length);
    const value = text.slice(range.start, range.end);
    const at = { source, range: { start, end: start + key.length } };
    return {
      key,
      at,
      ...(value !== '' && { value: { source, node: { kind: 'scalar', ...range, value, raw: value } } }),
    };
  });
}

function trimmed(text: string, start: number, end: number): TextRange {
  const value = text.slice(start, end);
  const from = start + value.length - value.trimStart().length;
  return { start: from, end: Math.max(from, start + value.trimEnd().length) };
}
