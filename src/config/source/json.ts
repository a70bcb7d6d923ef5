import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser/lib/esm/main.js';
import type { Fault, Reading } from './fault.ts';
import { explainJsonErrors } from './json-errors.ts';
import { type Entry, MAX_DEPTH, type ScalarValue, type SourceNode } from './node.ts';

/**
 * Reads strict JSON (RFC 8259): no comments, no trailing commas. Every error is reported.
 * The tree is left out where an error leaves open what was meant.
 */
export function readJson(text: string): Reading {
  const deep = findTooDeep(text);
  if (deep !== undefined) return { roots: [], faults: [deep] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const { faults, isSound } = explainJsonErrors(text, errors);
  const root = tree && isSound ? toNode(tree, text) : undefined;
  return { roots: root === undefined ? [] : [root], faults };
}

/** The parser recurses, so the depth is looked at before it. */
function findTooDeep(text: string): Fault | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const start = scanner.getTokenOffset();
    const token = text[start];
    if (token === undefined) return undefined;
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth <= MAX_DEPTH) continue;
    return { start, end: start + 1, message: `nested more than ${MAX_DEPTH} levels deep` };
  }
}

function toNode(node: Node, text: string): SourceNode | undefined {
  const range = { start: node.offset, end: node.offset + node.length };
  const children = node.children ?? [];
  if (node.type === 'object')
    return { kind: 'object', ...range, entries: children.flatMap((child) => toEntry(child, text) ?? []) };
  if (node.type === 'array')
    return { kind: 'array', ...range, items: children.flatMap((child) => toNode(child, text) ?? []) };
  const raw = text.slice(range.start, range.end);
  return { kind: 'scalar', ...range, value: node.value as ScalarValue, raw };
}

function toEntry({ children: [key, child] = [] }: Node, text: string): Entry | undefined {
  const value = child && toNode(child, text);
  if (key === undefined || value === undefined) return undefined;
  return {
    key: key.value as string,
    keyRange: { start: key.offset, end: key.offset + key.length },
    value,
  };
}
