import type { HistoryEntry } from '../generated/types.d.ts';
import { clock, countsText, outcomeText, userText } from '../reconcile/index.ts';
import { printable } from '../text/index.ts';
import { table } from './table.ts';

const HEAD = ['ID', 'SINCE', 'USER', 'OUTCOME', 'CHANGES', 'COMMAND'];

const rowOf = (entry: HistoryEntry): string[] => [
  entry.id,
  clock(new Date(entry.since)),
  entry.user === undefined ? '' : userText(entry.user),
  outcomeText(entry),
  countsText(entry),
  entry.command,
];

/** How many of the changed objects are not listed. */
function restLines({ changes }: HistoryEntry): string[] {
  const all = Object.values(changes?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  const rest = all - (changes?.objects.length ?? 0);
  return rest > 0 ? [`  … and ${rest} more`] : [];
}

/** The lines below a change: why it ended so, who ended it, and with -v what it changed. */
function linesBelow(entry: HistoryEntry, isVerbose: boolean): string[] {
  const { reason, endedBy, changes } = entry;
  return [
    ...(reason === undefined ? [] : reason.split('\n').map((line) => `  ${line}`)),
    ...(endedBy === undefined ? [] : [`  ended by ${endedBy.command} (${userText(endedBy.user)})`]),
    ...(isVerbose ? [...(changes?.objects ?? []).map((object) => `  ${object}`), ...restLines(entry)] : []),
  ];
}

/** The changes of a host as a table, in the given order, with further lines below a row. */
export function historyText(entries: readonly HistoryEntry[], isVerbose: boolean): string {
  if (entries.length === 0)
    return "No changes are recorded. The history is deleted with the node's record, by reset.";
  const [head = '', ...rows] = table([HEAD, ...entries.map(rowOf)]).split('\n');
  const blocks = entries.map((entry, index) => [rows[index] ?? '', ...linesBelow(entry, isVerbose)]);
  return [head, ...blocks.flat().map(printable)].join('\n');
}
