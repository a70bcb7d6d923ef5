import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from '@oclif/core/command';
import type { PJSON, Plugin } from '@oclif/core/interfaces';
import { COMMANDS, TOPICS } from './registry.ts';

async function loadCommand(id: string, plugin: Plugin): Promise<Command.Class> {
  const load = COMMANDS[id];
  if (load === undefined) throw new Error(`no command ${id}`);
  const { default: command } = await load();
  command.id = id;
  command.plugin = plugin;
  return command;
}

type Description = Partial<Command.Loadable>;

/** Reads the help of the commands, which the build wrote (`descriptions.ts`). */
const readDescriptions = (root: string): Record<string, Description> =>
  JSON.parse(readFileSync(path.join(root, 'dist', 'descriptions.json'), 'utf8'));

const loadable = (
  id: string,
  description: Description | undefined,
  load: () => Promise<Command.Class>,
): Command.Loadable => ({
  aliases: [],
  hiddenAliases: [],
  hidden: false,
  args: {},
  flags: {},
  // Before the class is loaded, any word may be an argument rather than a part of the command's name.
  strict: false,
  pluginType: 'core',
  ...description,
  id,
  load,
});

/** Whether help may be printed for these arguments. A command that only runs needs no description. */
function isHelpWanted(argv: readonly string[]): boolean {
  const known = COMMANDS[argv[0] ?? ''] ?? COMMANDS[`${argv[0]}:${argv[1]}`];
  return known === undefined || argv.some((word) => word === '--help' || word === '-h' || word === 'help');
}

/**
 * The root plugin, built in memory, so that oclif reads no directories and no manifest at start (which takes a third of
 * the time), and the sources and the bundle work alike.
 */
export function rootPlugin(root: string, pjson: PJSON, argv: readonly string[]): Plugin {
  const ids = Object.keys(COMMANDS);
  const plugin = {
    _base: '@oclif/core',
    alias: pjson.name,
    name: pjson.name,
    version: pjson.version,
    pjson,
    root,
    type: 'core',
    isRoot: true,
    valid: true,
    hasManifest: true,
    moduleType: 'module',
    hooks: {},
    options: { root, isRoot: true },
    commandsDir: undefined,
    topics: Object.entries(TOPICS).map(([name, description]) => ({ name, description })),
    commandIDs: ids,
    commands: [] as Command.Loadable[],
    load: async () => {},
    findCommand: async (id: string) => loadCommand(id, plugin as unknown as Plugin),
  };
  const described = isHelpWanted(argv) ? readDescriptions(root) : {};
  plugin.commands = ids.map((id) => loadable(id, described[id], async () => plugin.findCommand(id)));
  return plugin as unknown as Plugin;
}
