import type { Tally } from './tally.ts';

const HEAD = [
  '',
  'calls',
  'fail',
  'hang',
  'lie',
  'half',
  'half-lie',
  'refused',
  'as before',
  'as desired',
  'missed',
  'wrong',
];

const row = ({ command, calls, runs, endings, missed, failures }: Tally): (string | number)[] => [
  command.name,
  calls,
  runs.fail,
  runs.hang,
  runs.lie,
  runs.half,
  runs['half-lie'],
  endings.refused,
  endings['as before'],
  endings['as desired'],
  missed,
  failures.length,
];

const sum = (rows: readonly (readonly (string | number)[])[]): (string | number)[] =>
  HEAD.map((_, i) => (i === 0 ? 'all' : rows.reduce((total, cells) => total + Number(cells[i]), 0)));

/** What was tried, and how it ended, a line a command. */
export function table(tallies: readonly Tally[]): string {
  const rows = tallies.map(row);
  const cells = [HEAD, ...rows, sum(rows)].map((line) => line.map(String));
  const width = (column: number): number => Math.max(...cells.map((line) => line[column]?.length ?? 0));
  return cells
    .map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(width(i)) : cell.padStart(width(i)))).join('  '),
    )
    .join('\n');
}
