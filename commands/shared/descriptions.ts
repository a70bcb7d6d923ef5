import type { Command } from '@oclif/core/command';
import { COMMANDS } from './registry.ts';

/** Removes line breaks that only wrap the source; empty lines stay. */
const unwrap = (text: string | undefined): string | undefined => text?.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');

/** The properties of a command that oclif's help prints. */
const describe = (command: Command.Class) => ({
  ...command,
  description: unwrap(command.description),
  flags: { ...command.flags, ...command.baseFlags },
  args: command.args,
  strict: command.strict,
});

/**
 * The help of every command, by the command's id. The build writes it as JSON beside the bundle, so that help loads no
 * command. Functions are lost in JSON; help does not use them.
 */
export async function descriptions(): Promise<Record<string, object>> {
  const each = Object.entries(COMMANDS).map(async ([id, load]) => [id, describe((await load()).default)]);
  return Object.fromEntries(await Promise.all(each));
}
