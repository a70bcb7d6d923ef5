import path from 'node:path';
import { execa } from 'execa';

export const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
export const FLANNELCTL = path.join(REPOSITORY, 'bin/flannelctl.cjs');

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly input?: string;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** The network namespace to run in. */
  readonly netns?: string;
  /** Words put before the command. */
  readonly via?: readonly string[];
}

/** Runs the built command, as a user does. */
export async function flannelctl(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const command = [...(options.via ?? []), process.execPath, FLANNELCTL, ...args];
  const [file = '', ...rest] =
    options.netns === undefined ? command : ['ip', 'netns', 'exec', options.netns, ...command];
  const result = await execa(file, rest, {
    reject: false,
    stripFinalNewline: false,
    env: { NO_COLOR: '1', ...options.env },
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}
