import { AsyncLocalStorage } from 'node:async_hooks';
import type { RunResult } from './run.ts';

/** The output of tools, by command. */
type Answers = Map<string, Promise<RunResult>>;

const reading = new AsyncLocalStorage<Answers>();

/**
 * Runs `work` with one reading of the host: each command that only reads runs once, and all readers share its output,
 * so that they see one moment. A command that changes the host invalidates the reading. Nested work shares the reading.
 */
export const oneReading = async <T>(work: () => Promise<T>): Promise<T> =>
  reading.getStore() === undefined ? reading.run(new Map(), work) : work();

/** The result of a command in this reading. Outside of a reading it runs each time. */
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

/** Whether readers share what tools print, so that a longer list that others ask for as well costs less than an own one. */
export const isReadingShared = (): boolean => reading.getStore() !== undefined;

/** Invalidates this reading, because the host has changed. */
export const endReading = (): void => reading.getStore()?.clear();
