import type { Fault } from './fault.ts';
import type { Entry, ScalarValue, SourceNode, TextRange } from './node.ts';

/** The plain JavaScript value of a tree. Of duplicate keys the last counts, as in Go and in JSON.parse. */
export function toValue(node: SourceNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, toValue(value)]));
    case 'array':
      return node.items.map(toValue);
    case 'scalar':
      return node.value;
  }
}

const NOWHERE: TextRange = { start: 0, end: 0 };

/** A tree for a plain value, for checks that take a tree. All its positions are 0. */
export function treeOf(value: unknown): SourceNode {
  if (Array.isArray(value)) return { kind: 'array', ...NOWHERE, items: value.map(treeOf) };
  if (typeof value !== 'object' || value === null)
    return { kind: 'scalar', ...NOWHERE, value: value as ScalarValue, raw: JSON.stringify(value) };
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    keyRange: NOWHERE,
    value: treeOf(item),
  }));
  return { kind: 'object', ...NOWHERE, entries };
}

/** The entry of an object by its exact key (the last of duplicates); undefined if it is no object or lacks the key. */
export function entryOf(node: SourceNode | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'object') return undefined;
  if (node.entries.length <= INDEX_FROM) return node.entries.findLast((entry) => entry.key === key);
  const index = INDEXES.get(node) ?? new Map(node.entries.map((entry) => [entry.key, entry]));
  INDEXES.set(node, index);
  return index.get(key);
}

/** The number of entries above which lookups use an index, because an object may have a million keys. */
const INDEX_FROM = 32;
const INDEXES = new WeakMap<SourceNode, ReadonlyMap<string, Entry>>();

/** The value of an object's key. */
export const childOf = (node: SourceNode | undefined, key: string): SourceNode | undefined =>
  entryOf(node, key)?.value;

/** The value of an object's key as Go's encoding/json finds it: case-insensitively, and the last one wins. */
export const fieldOf = (node: SourceNode | undefined, key: string): SourceNode | undefined =>
  node?.kind === 'object'
    ? node.entries.findLast((entry) => entry.key.toLowerCase() === key.toLowerCase())?.value
    : undefined;

/** The text of an object's key; undefined if the value is no text. */
export function textOf(node: SourceNode | undefined, key: string): string | undefined {
  const value = childOf(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** The node at a path of keys and indexes; undefined if there is none. */
export function nodeAt(root: SourceNode, path: readonly string[]): SourceNode | undefined {
  let node: SourceNode | undefined = root;
  for (const step of path) node = node?.kind === 'array' ? node.items[Number(step)] : childOf(node, step);
  return node;
}

/** The range for a problem with a whole node: the opening bracket of an object or array, all of a scalar. */
export const openingOf = (node: SourceNode): TextRange =>
  node.kind === 'scalar' ? node : { start: node.start, end: node.start + 1 };

/** A copy of a fault with its offsets mapped by `move`. */
export const moveFault = (fault: Fault, move: (offset: number) => number): Fault => ({
  ...fault,
  start: move(fault.start),
  end: move(fault.end),
});

/** A copy of a tree with its offsets mapped by `move`. */
export function moveTree(node: SourceNode, move: (offset: number) => number): SourceNode {
  const moved = ({ start, end }: TextRange): TextRange => ({ start: move(start), end: move(end) });
  switch (node.kind) {
    case 'object': {
      const entries = node.entries.map(({ key, keyRange, value }) => ({
        key,
        keyRange: moved(keyRange),
        value: moveTree(value, move),
      }));
      return { ...node, ...moved(node), entries };
    }
    case 'array':
      return { ...node, ...moved(node), items: node.items.map((item) => moveTree(item, move)) };
    case 'scalar':
      return { ...node, ...moved(node) };
  }
}
