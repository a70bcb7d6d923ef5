import { isError } from '../errors/index.ts';
import { printable } from '../text/index.ts';
import { KINDS, type ValidationResult } from '../validate/index.ts';
import { renderProblems } from './errors.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/**
 * A verdict as text: the problems, which are the result here and so coloured for stdout; a line of counts; the
 * explanation of a valid file.
 */
export function verdictText(verdict: ValidationResult): string {
  const { problems, explanations } = verdict;
  const rows = explanations.flatMap((explanation) =>
    explanation.rows.map(([label, text]) => [`  ${label}`, text]),
  );
  const parts = [
    ...renderProblems(problems, paint),
    sumUp(verdict),
    ...(rows.length > 0 ? [table(rows)] : []),
  ];
  return parts.join('\n');
}

function sumUp({ file, kind, problems }: ValidationResult): string {
  const errors = problems.filter(isError).length;
  const counts = [counted(errors, 'error'), counted(problems.length - errors, 'warning')].filter(Boolean);
  const name = kind === undefined ? '' : ` ${KINDS[kind].name}`;
  const verdict =
    errors === 0
      ? paint.green(`valid${name}`)
      : paint.red(kind === undefined ? 'not valid' : `not a valid${name}`);
  return `${printable(file)}: ${[verdict, ...counts].join(', ')}`;
}

const counted = (count: number, what: string): string =>
  count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
