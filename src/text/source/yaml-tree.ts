import type { Document, Node, Pair } from 'yaml';
import type { Fault, Reading } from './fault.ts';
import { type Entry, MAX_DEPTH, type ScalarValue, type SourceNode, type TextRange } from './node.ts';

/** The limit of nodes that aliases expand to in one document. A few lines of nested aliases can expand to billions. */
const MAX_ALIASED = 100_000;

interface Walk {
  readonly yaml: typeof import('yaml');
  readonly text: string;
  readonly faults: Fault[];
  /** The node of each anchor so far. The library's `resolve` searches the whole document for each alias. */
  readonly anchors: Map<string, Node>;
  aliased: number;
}

/** The tree of a YAML document with its aliases resolved. No roots if the document is empty or has a fault. */
export async function yamlTree(document: Document.Parsed, text: string): Promise<Reading> {
  const walk: Walk = { yaml: await import('yaml'), text, faults: [], anchors: new Map(), aliased: 0 };
  if (document.contents === null || isEmpty(document.contents, text)) return { roots: [], faults: [] };
  const root = toNode(walk, document.contents, 0, false);
  return walk.faults.length > 0 ? { roots: [], faults: walk.faults } : { roots: [root], faults: [] };
}

const isEmpty = (node: Node, text: string): boolean => {
  const { start, end } = rangeOf(node, { start: 0, end: 0 });
  return text.slice(start, end).trim() === '';
};

const rangeOf = (node: Node, fallback: TextRange): TextRange =>
  node.range ? { start: node.range[0], end: node.range[1] } : fallback;

function toNode(walk: Walk, node: Node, depth: number, isAliased: boolean, at?: TextRange): SourceNode {
  const { yaml, faults } = walk;
  const range = rangeOf(node, at ?? { start: 0, end: 0 });
  if (isAliased) walk.aliased += 1;
  if (depth > MAX_DEPTH || walk.aliased > MAX_ALIASED) {
    if (faults.length === 0) faults.push({ ...range, message: 'aliases that stand for too much' });
    return { kind: 'scalar', ...range, value: null, raw: '' };
  }
  if (!isAliased && 'anchor' in node && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (yaml.isAlias(node)) {
    const target = walk.anchors.get(node.source);
    if (target !== undefined) return toNode(walk, target, depth + 1, true, range);
    faults.push({ ...range, message: `the alias ${node.source} stands for nothing` });
  }
  if (yaml.isMap(node)) {
    const entries = (node.items as Pair<Node, Node | null>[]).map((pair) =>
      toEntry(walk, pair, depth, isAliased, range),
    );
    return { kind: 'object', ...range, entries };
  }
  if (yaml.isSeq(node)) {
    const items = (node.items as Node[]).map((item) => toNode(walk, item, depth + 1, isAliased, range));
    return { kind: 'array', ...range, items };
  }
  const raw = walk.text.slice(range.start, range.end);
  return { kind: 'scalar', ...range, value: scalarValue(yaml.isScalar(node) ? node.value : null), raw };
}

function toEntry(
  walk: Walk,
  { key, value }: Pair<Node, Node | null>,
  depth: number,
  isAliased: boolean,
  within: TextRange,
): Entry {
  const keyRange = rangeOf(key, within);
  if (!isAliased && 'anchor' in key && key.anchor !== undefined) walk.anchors.set(key.anchor, key);
  if (!walk.yaml.isScalar(key)) walk.faults.push({ ...keyRange, message: 'a key that is not plain text' });
  const text = walk.yaml.isScalar(key) ? String(key.value) : '';
  const after = { start: keyRange.end, end: keyRange.end };
  const none: SourceNode = { kind: 'scalar', ...after, value: null, raw: '' };
  return {
    key: text,
    keyRange,
    value: value === null ? none : toNode(walk, value, depth + 1, isAliased, after),
  };
}

/** The value of a scalar. The core schema produces no other types; `null` also stands for a node that is no scalar. */
function scalarValue(value: unknown): ScalarValue {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar ? value : null;
}
