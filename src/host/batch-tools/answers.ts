import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** The line that answers a question; undefined if it was refused. */
export type Answer = string | undefined;

/** What a tool says while some questions are open. */
export interface Collection {
  /** Resolves as soon as every question is answered or refused. */
  readonly done: Promise<readonly Answer[]>;
  readonly stderr: () => string;
  readonly stop: () => void;
}

const REFUSED = /^Command failed -:(\d+)$/gm;

/**
 * The answer to each question; undefined while some are open. Answers come in the order of the questions, and each
 * refused one is named by its line.
 */
export function answersTo(
  questions: readonly number[],
  stdout: string,
  stderr: string,
): Answer[] | undefined {
  const lines = stdout.split('\n').slice(0, -1).filter(Boolean);
  const all = new Set([...stderr.matchAll(REFUSED)].map(([, line]) => Number(line)));
  const refused = new Set(questions.filter((question) => all.has(question)));
  if (lines.length + refused.size < questions.length) return undefined;
  let next = 0;
  return questions.map((question) => (refused.has(question) ? undefined : lines[next++]));
}

/**
 * Collects the answers to questions, given by their line numbers. Only a flushed answer arrives: iproute2 (5.9 to 6.15)
 * flushes at the end of JSON, so text before it (that of `neigh get`) arrives with the next list.
 */
export function collectAnswers(
  { stdout, stderr }: Pick<ChildProcessWithoutNullStreams, 'stdout' | 'stderr'>,
  questions: readonly number[],
): Collection {
  const said = { stdout: '', stderr: '' };
  let settle: (answers: readonly Answer[]) => void = () => {};
  const done = new Promise<readonly Answer[]>((resolve) => {
    settle = resolve;
  });
  const add = (stream: 'stdout' | 'stderr') => (text: string) => {
    said[stream] += text;
    if (!text.includes('\n')) return;
    const answers = answersTo(questions, said.stdout, said.stderr);
    if (answers !== undefined) settle(answers);
  };
  const [onOutput, onError] = [add('stdout'), add('stderr')];
  stdout.on('data', onOutput);
  stderr.on('data', onError);
  const stop = (): void => {
    stdout.off('data', onOutput);
    stderr.off('data', onError);
  };
  return { done, stderr: () => said.stderr, stop };
}
