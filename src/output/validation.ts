import { isError } from '../errors/index.ts';
import { counted, printable } from '../text/index.ts';
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
  const warnings = problems.length - errors;
  const counts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const name = kind === undefined ? '' : ` ${KINDS[kind].name}`;
  const verdict =
    errors === 0
      ? paint.green(`valid${name}`)
      : paint.red(kind === undefined ? 'not valid' : `not a valid${name}`);
  return `${printable(file)}: ${[verdict, ...counts].join(', ')}`;
}
