import { Failure } from '../../src/errors/index.ts';

/** Asks yes or no; only where there is a person to answer. */
export async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Failure('usage', 'there is nobody to ask here: stdin is not a terminal', {
      hint: 'Say yes beforehand with --yes, or only look with --dry-run.',
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
