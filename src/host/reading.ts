import { AsyncLocalStorage } from 'node:async_hooks';
import type { RunResult } from './run.ts';

/** What tools printed of the host, by command. */
type Answers = Map<string, Promise<RunResult>>;

const reading = new AsyncLocalStorage<Answers>();

/**
 * Runs work that looks at the host once: within it each reading command is run once, however many readers ask for what it
 * prints, so that all of them speak of one moment. A command that changes the host ends what was known. Work within work is
 * part of the same reading.
 */
export const oneReading = async <T>(work: () => Promise<T>): Promise<T> =>
  reading.getStore() === undefined ? reading.run(new Map(), work) : work();

/** The answer of this reading to a command; outside of one it is run each time. */
export async function readOnce(
  command: readonly string[],
  ask: () => Promise<RunResult>,
): Promise<RunResult> {
  const answers = reading.getStore();
  if (answers === undefined) return ask();
  const key = command.join('\0');
  const answer = answers.get(key) ?? ask();
  answers.set(key, answer);
  return answer;
}

/** Forgets what this reading knows: the host is another from here on. */
export const endReading = (): void => reading.getStore()?.clear();
