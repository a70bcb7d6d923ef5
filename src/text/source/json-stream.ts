import { MAX_VALUES, type Reading } from './fault.ts';
import { readJson } from './json.ts';
import type { TextRange } from './node.ts';
import { moveFault, moveTree } from './tree.ts';

/** The limit of documents in one text. */
const MAX_DOCUMENTS = 100_000;

/**
 * Reads JSON documents that stand one after another, as several calls of kubectl and `jq .items[]` print them. Undefined
 * if a text is not two or more of them.
 */
export function readJsonStream(text: string): Reading | undefined {
  const ranges = documentRanges(text);
  if (ranges.length < 2) return undefined;
  const readings = ranges.map(({ start, end }): Reading => {
    const move = (offset: number): number => offset + start;
    const { roots, faults } = readJson(text.slice(start, end));
    return {
      roots: roots.map((root) => moveTree(root, move)),
      faults: faults.map((fault) => moveFault(fault, move)),
    };
  });
  return {
    roots: readings.flatMap(({ roots }) => roots),
    faults: readings.flatMap(({ faults }) => faults),
  };
}

/** Where the objects and lists of the outermost level stand; none if anything but blanks is between them. */
function documentRanges(text: string): readonly TextRange[] {
  const ranges: TextRange[] = [];
  let depth = 0;
  let start = 0;
  let end = 0;
  let values = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\],]/g)) {
    values += 1;
    if (values > MAX_VALUES) return [];
    if (depth === 0) {
      if (!/^[{[]$/.test(token) || text.slice(end, index).trim() !== '') return [];
      if (ranges.length >= MAX_DOCUMENTS) return [];
      start = index;
    }
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > 0) continue;
    end = index + token.length;
    ranges.push({ start, end });
  }
  if (depth > 0) return [...ranges, { start, end: text.length }];
  return text.slice(end).trim() === '' ? ranges : [];
}
