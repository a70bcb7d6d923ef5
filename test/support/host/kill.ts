import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CliResult } from '../cli/cli.ts';
import type { Host, RunOptions } from './netns.ts';

const PRELOAD = path.join(import.meta.dirname, 'kill-preload.cjs');

/** Exit status of a process that a signal ended. */
export const KILLED = -1;

/** A moment in a command's life at which it can be killed: around or within something that outlasts it. */
export interface Moment {
  readonly moment: 'before' | 'half' | 'short' | 'after';
  /** Which of its side effects, from 1. */
  readonly n: number;
  /** What it is, such as `write var/lib/flannelctl/journal.ndjson batch`. */
  readonly sideEffect: string;
}

/**
 * What moments have in common that are much alike: where they are in a side effect, and what it is. A line of the journal that
 * is torn is one, wherever it is torn.
 */
export function kindOf({ moment, sideEffect }: Moment): string {
  const where = moment === 'short' ? 'half' : moment;
  if (/^start |journal\.ndjson/.test(sideEffect)) return `${where} ${sideEffect}`;
  const [verb, file = ''] = sideEffect.split(' ');
  return `${where} ${verb} ${file.startsWith('var/lib/flannelctl') ? 'state' : 'file'}`;
}

export const momentText = ({ moment, n, sideEffect }: Moment): string => `${moment} ${n} (${sideEffect})`;

/** A host on which commands are killed: with a folder of its own for temporary files, to see that none stay. */
export interface Scene {
  readonly host: Host;
  /** For what a test needs beside the host. */
  readonly folder: string;
  /** Runs flannelctl to its end. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<CliResult>;
  /** Runs flannelctl to its end; gives what it did that outlasts it, in order. */
  readonly sideEffects: (args: readonly string[], options?: RunOptions) => Promise<string[]>;
  /** Runs flannelctl until the moment. */
  readonly kill: (args: readonly string[], moment: Moment, options?: RunOptions) => Promise<CliResult>;
  /** What is left in the folder for temporary files. */
  readonly strays: () => Promise<string[]>;
  readonly remove: () => Promise<void>;
}

/** Makes a scene of a host, which goes with it. */
export async function sceneOf(host: Host): Promise<Scene> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-scene-'));
  const [temporary, log] = [path.join(folder, 'tmp'), path.join(folder, 'log')];
  await mkdir(temporary);
  const run: Scene['run'] = async (args, { env, ...rest } = {}) =>
    host.flannelctl(args, { ...rest, env: { TMPDIR: temporary, ...env } });
  const loaded = async (
    args: readonly string[],
    options: RunOptions,
    env: Readonly<Record<string, string>>,
  ) => {
    await writeFile(log, '');
    const result = await run(args, {
      ...options,
      env: { ...options.env, NODE_OPTIONS: `--require ${PRELOAD}`, KILL_LOG: log, ...env },
    });
    return { result, done: (await readFile(log, 'utf8')).split('\n').filter(Boolean) };
  };
  return {
    host,
    folder,
    run,
    sideEffects: async (args, options = {}) => {
      const { result, done } = await loaded(args, options, {});
      if (result.exitCode !== 0)
        throw new Error(`${args.join(' ')} ended with ${result.exitCode}: ${result.stderr}`);
      return done;
    },
    kill: async (args, { moment, n, sideEffect }, options = {}) => {
      const { result, done } = await loaded(args, options, { KILL_AT: `${moment}:${n}` });
      if (result.exitCode !== KILLED || done.at(-1) !== sideEffect)
        throw new Error(
          `not killed at ${sideEffect} but at ${done.at(-1)}: ${result.exitCode} ${result.stderr}`,
        );
      return result;
    },
    strays: async () => readdir(temporary),
    remove: async () => {
      await host.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const isJournal = (sideEffect: string): boolean => sideEffect.includes('journal.ndjson');

/** How a side effect can be cut off in its middle. */
function within(sideEffect: string): Moment['moment'][] {
  if (isJournal(sideEffect) && sideEffect.startsWith('write ')) return ['half', 'short'];
  return /^(write|mkdirs) /.test(sideEffect) ? ['half'] : [];
}

/**
 * The moments that leave something else behind: before each side effect, within it, right after a tool was started (which goes
 * on by itself), and after all.
 */
export function momentsOf(sideEffects: readonly string[]): Moment[] {
  return sideEffects.flatMap((sideEffect, i) => {
    const isLeft = i === sideEffects.length - 1 || sideEffect.startsWith('start ');
    const moments: Moment['moment'][] = [
      'before',
      ...within(sideEffect),
      ...(isLeft ? (['after'] as const) : []),
    ];
    return moments.map((moment) => ({ moment, n: i + 1, sideEffect }));
  });
}

const BEGINS = [
  'write var/lib/flannelctl/journal.ndjson begin',
  'link var/lib/flannelctl/journal.ndjson',
  'rename var/lib/flannelctl/.journal.ndjson.flannelctl',
];
const ENDS = ['write var/lib/flannelctl/journal.ndjson end'];

/** Whether the journal had its whole first line at that moment, and whether it had its last one. */
export function stageAt(
  sideEffects: readonly string[],
  { moment, n }: Moment,
): 'notBegun' | 'underWay' | 'ended' {
  const done = sideEffects.slice(0, moment === 'after' ? n : n - 1);
  if (done.some((sideEffect) => ENDS.includes(sideEffect))) return 'ended';
  return done.some((sideEffect) => BEGINS.includes(sideEffect)) ? 'underWay' : 'notBegun';
}
