import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from '@oclif/core/command';
import { parse } from '@oclif/core/parser';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../commands/shared/registry.ts';
import { REPOSITORY } from '../../support/cli/cli.ts';
import { commandLinesIn, commandLinesOf, examplesOf, flagsIn } from '../../support/docs/command-lines.ts';

const PAGES = [
  'README.md',
  ...readdirSync(path.join(REPOSITORY, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Flags of other programs that pages name. */
const FOREIGN_FLAGS = ['--flannel-backend', '--flanneld', '--modprobe'];

const pageOf = (name: string): string => readFileSync(path.join(REPOSITORY, name), 'utf8');

/** The command of a line, which has the most words that name one, and its arguments. */
async function commandOf(words: readonly string[]): Promise<{
  command: Command.Class;
  args: readonly string[];
}> {
  for (let count = Math.min(3, words.length); count > 0; count -= 1) {
    const load = COMMANDS[words.slice(0, count).join(':')];
    if (load !== undefined) return { command: (await load()).default, args: words.slice(count) };
  }
  throw new Error(`there is no command ${words.slice(0, 3).join(' ')}`);
}

/** Fails where flannelctl would refuse the command line, before it does anything. */
async function expectParses(words: readonly string[]): Promise<void> {
  if (words[0] === 'lab' && words.length === 1) return;
  const { command, args } = await commandOf(words);
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const flags = { ...command.baseFlags, ...command.flags };
  await expect(
    parse([...own], { args: command.args, flags, strict: command.strict }),
    `flannelctl ${words.join(' ')}`,
  ).resolves.toBeTruthy();
}

test.each(PAGES)('each flannelctl command line of %s is one that flannelctl takes', async (name) => {
  for (const words of commandLinesIn(pageOf(name))) await expectParses(words);
});

test('pages have command lines', () => {
  expect(PAGES.flatMap((name) => commandLinesIn(pageOf(name))).length).toBeGreaterThan(40);
});

test.each(PAGES)('each flag that %s names is one of a command', async (name) => {
  const commands = await Promise.all(Object.values(COMMANDS).map(async (load) => (await load()).default));
  const known = commands.flatMap(({ flags, baseFlags }) =>
    Object.keys({ ...baseFlags, ...flags }).flatMap((flag) => [`--${flag}`, `--no-${flag}`]),
  );
  const named = flagsIn(pageOf(name), Object.keys(COMMANDS));
  expect(named.filter((flag) => ![...known, ...FOREIGN_FLAGS].includes(flag))).toEqual([]);
});

test.each(Object.keys(COMMANDS))(
  'each example in the help of %s is one that flannelctl takes',
  async (id) => {
    const { default: command } = await (COMMANDS[id] as (typeof COMMANDS)[string])();
    const examples = examplesOf(command);
    if (!command.hidden) expect(examples).not.toEqual([]);
    for (const words of examples.flatMap(commandLinesOf)) await expectParses(words);
  },
);
