import { type Failure, listed, type Problem } from '../errors/index.ts';
import type { ErrorDocument } from '../generated/types.d.ts';
import { paintError } from './paint.ts';

const indent = (text: string, by: string): string => text.replaceAll(/^/gm, by);

const place = ({ location }: Problem): string =>
  location === undefined ? '' : `${location.file}:${location.line}:${location.column}: `;

/** One problem as text, painted for the stream it goes to: place and message, then the excerpt and the hint, indented. */
export function renderProblem(problem: Problem, paint = paintError): string {
  const label = problem.severity === 'error' ? paint.red('error:') : paint.yellow('warning:');
  const lines = [`${paint.bold(place(problem))}${label} ${problem.message}`];
  if (problem.excerpt !== undefined) lines.push(indent(problem.excerpt, '    '));
  if (problem.hint !== undefined) lines.push(indent(problem.hint, '  → '));
  return lines.join('\n');
}

/** A failure as text: its problems, one after the other, or the one line; then what to do. */
export function renderFailure(failure: Failure): string {
  const lines = listed(failure.problems).map((problem) => renderProblem(problem));
  lines.push(`${paintError.red.bold('Error:')} ${failure.message}`);
  if (failure.hint !== undefined) lines.push(indent(failure.hint, '  → '));
  return lines.join('\n');
}

/** The same failure as a document (schemas/error.schema.json). */
export function errorDocument(failure: Failure): ErrorDocument {
  const { message, hint, problems, exit, exitCode } = failure;
  return {
    error: {
      code: exit,
      exitCode,
      message,
      ...(hint === undefined ? {} : { hint }),
      problems: [...listed(problems)],
    },
  };
}
