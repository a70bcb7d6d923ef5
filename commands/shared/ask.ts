import { once } from 'node:events';
import { Failure } from '../../src/errors/index.ts';

const isSomebodyThere = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/**
 * Asks yes or no; only where there is a person to answer.
 * @param hint what to do where there is none
 */
export async function ask(question: string, hint = 'Say yes beforehand with --yes.'): Promise<boolean> {
  if (!isSomebodyThere()) {
    throw new Failure('usage', 'there is nobody to ask here: stdin is not a terminal', {
      hint,
    });
  }
  const { default: inquirer } = await import('inquirer');
  const prompt = inquirer.createPromptModule({ output: process.stderr });
  const questions = [{ type: 'confirm', name: 'go', message: question, default: false }] as const;
  const { go } = await prompt(questions).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'ExitPromptError' ? stopped() : error;
  });
  return go;
}

const stopped = (): Failure => new Failure('interrupted', 'stopped at the question; nothing was changed');

/** Waits until the person at the terminal presses Enter; for ever, if there is none. */
export async function pressedEnter(over: AbortSignal): Promise<void> {
  if (!isSomebodyThere()) return new Promise(() => {});
  try {
    await once(process.stdin, 'data', { signal: over });
  } finally {
    process.stdin.pause();
  }
  return undefined;
}
