import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { REPOSITORY } from '../cli/cli.ts';
import type { Machine, Typed } from './machine.ts';
import { LEFT_OUT, type Step, shows, stepsOf, withOutput } from './transcript.ts';

/** A command whose output is not shown has to succeed, at least. */
const isAsShown = ({ output }: Step, { lines, exitCode }: Typed): boolean =>
  shows(output, lines) && (exitCode === 0 || output.join() !== LEFT_OUT);

/**
 * Types the commands of a page's console blocks on the machines that their prompts name, and expects what the page shows.
 * With WRITE_DOCS=1 what was printed is written into the page instead, unless lines of it are left out there.
 */
export async function expectPage(name: string, machines: Readonly<Record<string, Machine>>): Promise<void> {
  const file = path.join(REPOSITORY, name);
  const page = await readFile(file, 'utf8');
  const different: { step: Step; typed: Typed }[] = [];
  for (const step of stepsOf(page)) {
    const typed = await machines[step.machine]?.type(step.command);
    if (typed === undefined) throw new Error(`there is no machine "${step.machine}" for: ${step.command}`);
    if (!isAsShown(step, typed)) different.push({ step, typed });
  }
  // The last first, so that the places of the others stay.
  const written = different
    .toReversed()
    .reduce((text, { step, typed }) => withOutput(text, step, typed.lines), page);
  if (process.env['WRITE_DOCS'] === '1') return writeFile(file, written);
  expect(
    different.map(({ step, typed }) => ({ ...step, output: typed.lines, exitCode: typed.exitCode })),
    'printed otherwise than the page shows it',
  ).toEqual([]);
}
