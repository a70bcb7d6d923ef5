import { Failure, messageOf, type Problem } from '../../errors/index.ts';
import type { AgentSettings } from '../settings.ts';
import { Tries } from './tries.ts';

const FIRST_MS = 1000;
const MOST_MS = 30_000;

/**
 * Does something until it succeeds, with growing waits between the tries; each failure is logged when it is another
 * than before. A wrong command line is thrown, because no other try mends it.
 * @param what its name in the log, asked at each failure: `the lease`
 * @param onFirstFailure called before the second try
 */
export async function retried<T>(
  settings: AgentSettings,
  what: () => string,
  work: () => Promise<T>,
  stop: AbortSignal,
  onFirstFailure: () => void = () => {},
): Promise<T> {
  const tries = new Tries(settings, FIRST_MS, MOST_MS);
  for (;;) {
    stop.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      stop.throwIfAborted();
      if (error instanceof Failure && error.exit === 'usage') throw error;
      const isFirst = !tries.isFailing;
      const wait = tries.failed(`${what()}: ${failureText(error)}`);
      if (isFirst) onFirstFailure();
      await settings.clock.sleep(wait, stop);
    }
  }
}

/** A failure with its problems, each with its hint in parentheses, and after an arrow its own hint: one line of the log. */
export function failureText(error: unknown): string {
  if (!(error instanceof Failure)) return messageOf(error).replaceAll('\n', ' ');
  const { message, problems, hint } = error;
  const more = problems.filter((problem) => !message.includes(problem.message)).map(problemText);
  return withHint([message, ...more].join('; '), hint);
}

/** A problem with its hint in parentheses, in one line. */
export const problemText = ({ message, hint }: Problem): string =>
  hint === undefined ? message : `${message} (${hint.replace(/\.$/, '').replaceAll('\n', '. ')})`;

/** A message of the log with its hint, in one line. */
export const withHint = (message: string, hint: string | undefined): string =>
  (hint === undefined ? message : `${message} → ${hint}`).replaceAll('\n', ' ');
