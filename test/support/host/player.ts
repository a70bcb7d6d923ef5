import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { rolldown } from 'rolldown';

/** A program that is run in a network namespace of its own each time. */
export interface Player<Input, Output> {
  /** Gives it JSON, and what it prints. The namespace and its files are gone afterwards. */
  readonly play: (input: Input) => Promise<Output>;
  readonly remove: () => Promise<void>;
}

/** Commands that are run in a new namespace before the program. */
export interface Setup {
  /** Lines for `ip -batch`. */
  readonly ip: readonly string[];
  readonly settings: readonly string[];
}

/** Bundles a program that takes a folder for its files, reads JSON and prints JSON. */
export async function makePlayer<Input, Output>(input: string, setup: Setup): Promise<Player<Input, Output>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-player-'));
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  const player = path.join(folder, 'player.mjs');
  await build.write({ file: player, format: 'esm', codeSplitting: false });
  await build.close();
  return {
    play: async (given) => JSON.parse(await playIn(folder, player, setup, JSON.stringify(given))) as Output,
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}

async function playIn(folder: string, player: string, setup: Setup, input: string): Promise<string> {
  const netns = `ft-${randomBytes(4).toString('hex')}`;
  const root = path.join(folder, netns);
  await mkdir(root);
  await execa('ip', ['netns', 'add', netns]);
  const inside = ['netns', 'exec', netns];
  try {
    await execa('ip', [...inside, 'sysctl', '-q', '-w', ...setup.settings]);
    await execa('ip', [...inside, 'ip', '-batch', '-'], { input: `${setup.ip.join('\n')}\n` });
    const { stdout } = await execa('ip', [...inside, process.execPath, player, root], { input });
    return stdout;
  } finally {
    await execa('ip', ['netns', 'del', netns]);
  }
}
