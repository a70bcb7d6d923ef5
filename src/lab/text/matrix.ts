import type { LabTestDocument } from '../../generated/types.d.ts';
import type { Style } from './style.ts';

type Path = LabTestDocument['paths'][number];

/** A column of the matrix: one pod, or all pods of a node where there are too many to show each. */
interface Column {
  readonly label: string;
  has(pod: string): boolean;
}

const COLUMNS_MAX = 14;

const nodeOf = (pod: string): string => pod.slice(0, pod.indexOf('-'));

const unique = (names: readonly string[]): string[] => [...new Set(names)];

function columnsFor(pods: readonly string[]): Column[] {
  if (pods.length <= COLUMNS_MAX) return pods.map((pod) => ({ label: pod, has: (name) => name === pod }));
  return unique(pods.map(nodeOf)).map((node) => ({ label: node, has: (name) => nodeOf(name) === node }));
}

interface Cell {
  readonly text: string;
  readonly ok: boolean;
}

function cellOf(paths: readonly Path[], isAlone: boolean, { unicode }: Style): Cell {
  const [path] = paths;
  if (path === undefined) return { text: unicode ? '·' : '.', ok: true };
  const good = paths.filter(({ ok }) => ok).length;
  if (!isAlone) return { text: `${good}/${paths.length}`, ok: good === paths.length };
  if (path.ok) return { text: unicode ? '✔' : 'ok', ok: true };
  const isReached = path.seen !== undefined;
  return { text: isReached ? (unicode ? '≠' : '!=') : unicode ? '✘' : '--', ok: false };
}

/** Who reaches whom: a row for each pod and each node, a column for each pod. Empty if there is no path. */
export function matrixText({ paths }: LabTestDocument, style: Style): string {
  const pods = unique(paths.map(({ to }) => to));
  // The order of a lab's members, which the paths have for all but the first pod: it dials all others.
  const columns = columnsFor(pods.toSorted(new Intl.Collator('en', { numeric: true }).compare));
  const isAlone = pods.length <= COLUMNS_MAX;
  const widths = columns.map(({ label }) => Math.max(label.length, isAlone ? 0 : '20/20'.length));
  const rows = unique(paths.map(({ from }) => from));
  const head = 'from \\ to';
  const first = Math.max(head.length, ...rows.map((row) => row.length));
  const line = (from: string): string => {
    const own = paths.filter((path) => path.from === from);
    const cells = columns.map(({ has }, i) => {
      const cell = cellOf(
        own.filter(({ to }) => has(to)),
        isAlone,
        style,
      );
      const text = cell.text.padStart(Math.ceil((widths[i] ?? 0) / 2)).padEnd(widths[i] ?? 0);
      return cell.ok ? style.good(text) : style.bad(text);
    });
    return [from.padEnd(first), ...cells].join('  ').trimEnd();
  };
  const labels = columns.map(({ label }, i) => label.padEnd(widths[i] ?? 0));
  return [[head.padEnd(first), ...labels].join('  ').trimEnd(), ...rows.map(line)].join('\n');
}
