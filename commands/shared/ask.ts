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
  const { go } = await prompt([{ type: 'confirm', name: 'go', message: question, default: false }]);
  return go;
}
