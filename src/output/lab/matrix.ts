import type { TestedPath } from '../../lab/index.ts';
import { inNaturalOrder } from '../../net/index.ts';
import type { Style } from './style.ts';

/** A column of the matrix: one pod, or all pods of a node if there are too many for one column each. */
interface Column {
  readonly label: string;
  readonly width: number;
  has(path: TestedPath): boolean;
}

const COLUMNS_MAX = 14;

/** The node of a pod, or the node itself. */
export const nodeOf = (member: string): string => member.replace(/-.*/, '');

const unique = (names: readonly string[]): string[] => [...new Set(names)];

function columnsFor(pods: readonly string[], isAlone: boolean): Column[] {
  if (isAlone) return pods.map((pod) => ({ label: pod, width: pod.length, has: ({ to }) => to === pod }));
  const has = (node: string): Column => ({
    label: node,
    width: '20/20'.length,
    has: ({ to }) => nodeOf(to) === node,
  });
  return unique(pods.map(nodeOf)).map(has);
}

interface Cell {
  readonly text: string;
  readonly ok: boolean;
}

function cellOf(paths: readonly TestedPath[], isAlone: boolean, { unicode }: Style): Cell {
  const [path] = paths;
  if (path === undefined) return { text: unicode ? '·' : '.', ok: true };
  const good = paths.filter(({ ok }) => ok).length;
  if (!isAlone) return { text: `${good}/${paths.length}`, ok: good === paths.length };
  if (path.ok) return { text: unicode ? '✔' : 'ok', ok: true };
  const isReached = path.seen !== undefined;
  return { text: isReached ? (unicode ? '≠' : '!=') : unicode ? '✘' : '--', ok: false };
}

/** The matrix of reachability: a row for each pod and each node, a column for each pod. */
export function matrixText(paths: readonly TestedPath[], style: Style): string {
  // Sorted, because paths begin with the first pod's, which does not dial itself.
  const pods = inNaturalOrder(unique(paths.map(({ to }) => to)));
  const isAlone = pods.length <= COLUMNS_MAX;
  const columns = columnsFor(pods, isAlone);
  const rows = unique(paths.map(({ from }) => from));
  const head = 'from \\ to';
  const width = Math.max(head.length, ...rows.map((row) => row.length));
  const row = (from: string): string => {
    const own = paths.filter((path) => path.from === from);
    const cells = columns.map(({ has, width: cellWidth }) => {
      const { text, ok } = cellOf(own.filter(has), isAlone, style);
      const padded = text.padStart(Math.ceil(cellWidth / 2)).padEnd(cellWidth);
      return ok ? style.good(padded) : style.bad(padded);
    });
    return [from.padEnd(width), ...cells].join('  ').trimEnd();
  };
  const labels = columns.map(({ label, width: cellWidth }) => label.padEnd(cellWidth));
  return [[head.padEnd(width), ...labels].join('  ').trimEnd(), ...rows.map(row)].join('\n');
}
