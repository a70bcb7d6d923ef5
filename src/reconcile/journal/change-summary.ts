import { type Action, type Change, SYMBOLS, showObject } from '../../state/index.ts';

/** What a change does, short enough for the history. */
export interface ChangeSummary {
  /** The number of changes of each action that occurs. */
  readonly counts: Readonly<Partial<Record<Action, number>>>;
  /** The first changed objects, one line each. */
  readonly objects: readonly string[];
}

const OBJECTS_LISTED = 20;
const LINE_LENGTH = 200;

/** One change as one line: of a changed object the names of its fields, because a value can be a whole file. */
function changeLine(change: Change): string {
  const fields = 'fields' in change ? change.fields.map(({ field }) => field).join(', ') : '';
  const object = showObject('to' in change ? change.to : change.from);
  const line = `${SYMBOLS[change.action]} ${object}${fields === '' ? '' : `: ${fields}`}`;
  return line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line;
}

/** The summary of a diff's changes. */
export function summaryOf(changes: readonly Change[]): ChangeSummary {
  const counts: Partial<Record<Action, number>> = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  return { counts, objects: changes.slice(0, OBJECTS_LISTED).map(changeLine) };
}
