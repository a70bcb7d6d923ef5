import { type Change, type Diff, stepsOf } from '../../../src/state/index.ts';
import { instructionLine } from '../../support/model/instruction-line.ts';

/** A change on one line: all that is printed of it, and that others decide by. */
function changeLine(change: Change): string {
  const fields = 'fields' in change ? change.fields : [];
  const from = 'from' in change && change.action === 'adopt' ? ` from ${change.from.kind}` : '';
  const lost = 'removedBy' in change && change.removedBy !== undefined ? ` (with ${change.removedBy})` : '';
  const values = fields.map((field) => ` ${field.field} ${field.from} -> ${field.to}`);
  return `${change.action} ${change.key}${from}${lost}${values.join(',').replaceAll('\n', ' / ')}`;
}

/** A diff as text: each change, then what is done to the host, in order. */
export function stepsText(title: string, diff: Diff): string {
  const steps = stepsOf(diff).map(({ change, instruction }) => {
    const { phase, tool, ...rest } = instruction;
    return `${phase} ${tool} ${instructionLine(instruction) ?? JSON.stringify(rest)} # ${change.key}`;
  });
  return [
    `== ${title}`,
    ...diff.changes.map(changeLine),
    `${diff.unchanged} unchanged`,
    '--',
    ...steps,
    '',
  ].join('\n');
}
