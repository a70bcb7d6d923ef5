import type { Command } from '@oclif/core/command';
import { COMMANDS } from './registry.ts';

/** Removes line breaks that only wrap the source; empty lines stay. */
const unwrap = (text: string | undefined): string | undefined => text?.replaceAll(/(?<!\n)\n(?!\n)/g, ' ');

type HelpFlag = Readonly<Record<string, unknown>>;

/**
 * A flag as help prints it: oclif (4.14) leaves the `[no-]` out of the synopsis, and prints the default of a duration as a
 * number, which its summary has with the unit.
 */
const helpFlag = (name: string, flag: HelpFlag): [string, HelpFlag] => [
  flag['allowNo'] === true ? `[no-]${name}` : name,
  {
    ...flag,
    ...(flag['allowNo'] === true && { allowNo: false }),
    ...(flag['helpValue'] === 'TIME' && { default: undefined }),
  },
];

const helpFlags = (flags: Readonly<Record<string, object>>): Record<string, HelpFlag> =>
  Object.fromEntries(Object.entries(flags).map(([name, flag]) => helpFlag(name, { ...flag })));

/** The properties of a command that oclif's help prints. */
const describe = (command: Command.Class) => ({
  ...command,
  description: unwrap(command.description),
  flags: helpFlags({ ...command.flags, ...command.baseFlags }),
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
