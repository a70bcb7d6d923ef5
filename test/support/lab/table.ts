import type { Cluster, Seen } from './cluster.ts';

const HEAD = ['backend', 'families', 'rules', 'pod → pod', 'node → pod', 'source kept', 'direct', 'overlay'];

/** What was seen of each lab, a line a lab. */
export function table(rows: readonly (Cluster & { readonly seen: Seen })[]): string {
  const lines = rows.map(({ backend, families, rules, seen }) => [
    backend,
    families,
    rules,
    ...[seen.podToPod, seen.nodeToPod, seen.sourceKept].map(({ ok, total }) => `${ok}/${total}`),
    `${seen.direct}`,
    `${seen.overlay}`,
  ]);
  const cells = [HEAD, ...lines];
  const width = (column: number): number => Math.max(...cells.map((line) => line[column]?.length ?? 0));
  return cells
    .map((line) =>
      line
        .map((cell, i) => (i < 3 ? cell.padEnd(width(i)) : cell.padStart(width(i))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
