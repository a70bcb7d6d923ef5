import { type Failure, limitProblems, type Problem } from '../errors/index.ts';
import type { ErrorDocument } from '../generated/types.d.ts';
import { type DocumentBody, printable } from '../text/index.ts';
import { type Palette, paintError } from './paint.ts';

const indent = (text: string, by: string): string => text.replaceAll(/^/gm, by);

const place = ({ location }: Problem): string =>
  location === undefined ? '' : `${printable(location.file)}:${location.line}:${location.column}: `;

/**
 * One problem as text with the colours of its stream: place and message on a line, the excerpt and the hint indented
 * below.
 */
function renderProblem(problem: Problem, paint: Palette): string {
  const label = problem.severity === 'error' ? paint.red('error:') : paint.yellow('warning:');
  const lines = [`${paint.bold(place(problem))}${label} ${printable(problem.message)}`];
  if (problem.excerpt !== undefined) lines.push(indent(problem.excerpt, '    '));
  if (problem.hint !== undefined) lines.push(indent(problem.hint, '  → '));
  return lines.join('\n');
}

/** Problems as texts, no more than can be read; a hint that several have is said once. */
export function renderProblems(problems: readonly Problem[], paint: Palette = paintError): string[] {
  const said = new Set<string>();
  return limitProblems(problems).map(({ hint, ...problem }) => {
    const isNew = hint !== undefined && !said.has(hint);
    if (isNew) said.add(hint);
    return renderProblem({ ...problem, ...(isNew && { hint }) }, paint);
  });
}

/** A failure as text: its problems or its message, then the hint. */
export function renderFailure(failure: Failure): string {
  const lines = renderProblems(failure.problems);
  lines.push(`${paintError.boldRed('Error:')} ${printable(failure.message)}`);
  const isSaid = limitProblems(failure.problems).some(({ hint }) => hint === failure.hint);
  if (failure.hint !== undefined && !isSaid) lines.push(indent(failure.hint, '  → '));
  return lines.join('\n');
}

/**
 * The stack of a failure, for developers of flannelctl. The message is removed from it, because one with several lines
 * could look like a part of the stack.
 */
export const stackText = ({ message, stack = '' }: Failure): string =>
  message === '' ? stack : stack.replaceAll(message, () => printable(message));

/** The same failure as a document (schemas/error.schema.json). */
export function errorDocument(failure: Failure): DocumentBody<ErrorDocument> {
  const { message, hint, problems, exit, exitCode } = failure;
  return {
    kind: 'Error',
    error: {
      code: exit,
      exitCode,
      message,
      ...(hint === undefined ? {} : { hint }),
      problems: [...limitProblems(problems)],
    },
  };
}
