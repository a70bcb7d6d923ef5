import type { Command } from '@oclif/core/command';

/** Words of a line of shell, up to what ends a command; quotes are taken off. */
function wordsOf(line: string): string[] {
  const [command = ''] = line.split(/,? (?:\||>|&&|#|or) |, /);
  return [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}

/** The code of a page: lines of its blocks, without prompts, and what stands between backticks. */
function codeOf(page: string): string[] {
  const [prose = [], blocks = []] = [0, 1].map((odd) =>
    page.split(/^```.*$/m).filter((_, i) => i % 2 === odd),
  );
  const spans = prose.flatMap((text) => [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span));
  return [...spans.map((span) => span.replaceAll('\n', ' ')), ...blocks.flatMap((text) => text.split('\n'))];
}

/** Where a command may begin: not within what a command printed, such as the name of a table. */
const COMMAND = /(?:^\s*|(?<!Error)[#|:&-] )flannelctl (?=[a-z])/;

/** The arguments of each flannelctl that a line of shell runs, also within `lab exec … --` and behind a pipe. */
export function commandLinesOf(line: string): string[][] {
  const [, ...rest] = line.split(COMMAND);
  return rest.map((text) => wordsOf(text)).filter((words) => words.length > 0);
}

/** The same for a page's code. */
export const commandLinesIn = (page: string): string[][] => codeOf(page).flatMap(commandLinesOf);

/** The flags that a page names by themselves, or after the name of a command. */
export const flagsIn = (page: string, commands: readonly string[]): string[] =>
  codeOf(page)
    .filter((code) => code.startsWith('--') || commands.some((command) => code.startsWith(`${command} --`)))
    .flatMap((code) => [...code.matchAll(/(?<=^|\s)--[a-z][a-z-]*/g)].map(([flag]) => flag));

/** The examples in the help of a command; one that is hidden has none. */
export const examplesOf = ({ examples }: Command.Class): string[] =>
  [examples]
    .flat()
    .flatMap((example) =>
      typeof example === 'string' ? [example.replaceAll('<%= config.bin %>', 'flannelctl')] : [],
    );
