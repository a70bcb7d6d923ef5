import type { Command } from '@oclif/core/command';
import { COMMANDS } from './registry.ts';

/** Line breaks in a source file are not line breaks of the text; empty lines are. */
const unwrap = (text: string | undefined): string | undefined => text?.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');

/** What oclif's help prints of a command. */
const describe = (command: Command.Class) => ({
  ...command,
  description: unwrap(command.description),
  flags: { ...command.flags, ...command.baseFlags },
  args: command.args,
  strict: command.strict,
});

/**
 * What help prints of every command, by the command's id. The build writes it as JSON beside the bundle, so that
 * help loads no command; what is left out by that (functions) help doesn't use.
 */
export async function descriptions(): Promise<Record<string, object>> {
  const each = Object.entries(COMMANDS).map(async ([id, load]) => [id, describe((await load()).default)]);
  return Object.fromEntries(await Promise.all(each));
}
