import path from 'node:path';
import { Failure } from '../../errors/index.ts';
import type { ProgramPaths } from '../../host/index.ts';
import { STATE_FOLDER } from '../../reconcile/index.ts';

/** The program that the unit starts, and the folder put before every file's path. */
export interface ServiceCommand extends ProgramPaths {
  readonly root: string;
}

/** `%` starts a specifier everywhere in a unit (systemd.unit(5), SPECIFIERS). */
const withoutSpecifiers = (text: string): string => text.replaceAll('%', '%%');

/** A word of a command line (systemd.service(5), COMMAND LINES), in double quotes if it has what would split it. */
function word(text: string): string {
  const escaped = withoutSpecifiers(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** A command line of a unit. `$` starts a variable, but not in the first word, which is the program. */
export const commandLine = ([program = '', ...args]: readonly string[]): string =>
  [word(program), ...args.map((arg) => word(arg).replaceAll('$', '$$$$'))].join(' ');

/**
 * Characters that can't be in a unit, and in the path of a program (systemd 252: "Executable name contains special
 * characters").
 */
const UNWRITABLE = { word: /[\p{Cc}\p{Cs}\uFFFD]/u, program: /[\p{Cc}\p{Cs}\uFFFD"'\\]/u };

/** Throws a Failure `usage` for a text that no unit can have. */
export function refuseUnwritable({ node, script, root }: ServiceCommand, args: readonly string[] = []): void {
  const text = UNWRITABLE.program.test(node)
    ? node
    : [script, root, ...args].find((candidate) => UNWRITABLE.word.test(candidate));
  if (text === undefined) return;
  throw new Failure('usage', `${JSON.stringify(text)} can't be written into a systemd unit`, {
    hint: 'Move it to a path without control characters; that of the program has no quotes or backslashes either.',
  });
}

/** A path after `ConditionPathExists=` takes the rest of its line, spaces and all. */
export const conditionPath = (root: string): string =>
  withoutSpecifiers(path.join(root, STATE_FOLDER, 'node.json'));
