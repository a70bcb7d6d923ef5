import { once } from 'node:events';
import { Failure } from '../../src/errors/index.ts';
import { printable } from '../../src/text/index.ts';

/** Whether somebody can be asked. */
export const hasTerminal = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/**
 * The failure for a question without a terminal. stdin can't answer if it was an input file, even if a person sits at
 * the terminal.
 */
function noTerminalFailure(hint: string): Failure {
  const nobody = 'cannot ask for confirmation:';
  return process.stdin.readableDidRead
    ? new Failure('usage', `${nobody} stdin is used for -`, {
        hint: `${hint} Or give it as a file, to be asked.`,
      })
    : new Failure('usage', `${nobody} stdin is not a terminal`, { hint });
}

/**
 * Asks a yes-or-no question, only on a terminal.
 * @param hint the hint of the failure if there is no terminal
 */
export async function ask(question: string, hint = 'Use --yes to go on without asking.'): Promise<boolean> {
  if (!hasTerminal()) throw noTerminalFailure(hint);
  const { default: inquirer } = await import('inquirer');
  const prompt = inquirer.createPromptModule({ output: process.stderr });
  const questions = [{ type: 'confirm', name: 'go', message: printable(question), default: false }] as const;
  const { go } = await prompt(questions).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'ExitPromptError' ? interruptedFailure() : error;
  });
  return go;
}

const interruptedFailure = (): Failure =>
  new Failure('interrupted', 'stopped at the question; nothing was changed');

/** Waits until Enter is pressed; for ever if there is no terminal. */
export async function waitForEnter(over: AbortSignal): Promise<void> {
  if (!hasTerminal()) return new Promise(() => {});
  try {
    await once(process.stdin, 'data', { signal: over });
  } finally {
    process.stdin.pause();
  }
  return undefined;
}
