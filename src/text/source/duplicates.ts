import type { Problem } from '../../errors/index.ts';
import { printable } from '../printable.ts';
import type { SourceNode } from './node.ts';
import { problemAt } from './problem.ts';
import { locationAt, type Source } from './source.ts';

/** Reports duplicate keys in every object below a node, because JSON and YAML readers silently keep the last. */
export const duplicateKeys = (node: SourceNode, source: Source): readonly Problem[] =>
  hasDuplicates(node) ? problemsIn(node, source) : [];

/** Whether there are any, at a fraction of what it costs to say where: of ten thousand records hardly one has any. */
function hasDuplicates(node: SourceNode): boolean {
  if (node.kind === 'scalar') return false;
  if (node.kind === 'array') return node.items.some(hasDuplicates);
  const { entries } = node;
  const isOnce = entries.length < 2 || new Set(entries.map(({ key }) => key)).size === entries.length;
  return !isOnce || entries.some(({ value }) => hasDuplicates(value));
}

function problemsIn(node: SourceNode, source: Source): readonly Problem[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'array') return node.items.flatMap((item) => problemsIn(item, source));
  const first = new Map<string, number>();
  return node.entries.flatMap(({ key, keyRange, value }) => {
    const inside = problemsIn(value, source);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, keyRange.start);
      return inside;
    }
    const { line } = locationAt(source, before);
    const message = `the key ${printable(key)} is written twice: it is on line ${line} already`;
    const hint = 'Remove one of them. flanneld and most readers take the last and say nothing.';
    return [problemAt(source, keyRange, 'error', message, hint), ...inside];
  });
}
