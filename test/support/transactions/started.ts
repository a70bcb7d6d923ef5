import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import type { CliResult } from '../cli/cli.ts';
import { commandIn, type Host, type RunOptions } from '../host/netns.ts';

/** A command under way. */
export interface Started {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when it has said that on stderr. */
  readonly says: (text: string) => Promise<void>;
  /** How it ended; `signal` if one ended it. */
  readonly ended: () => Promise<CliResult & { readonly signal: NodeJS.Signals | undefined }>;
}

/** Starts flannelctl in a host; it is killed with the test if it still runs. */
export function start(
  { netns, root }: Host,
  args: readonly string[],
  { via, env }: RunOptions = {},
): Started {
  // `ip netns exec` and `env` become what they run, so that the process id is that of flannelctl.
  const [file = '', ...rest] = commandIn(netns, args, via);
  const child = execa(file, rest, {
    reject: false,
    stripFinalNewline: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1', FLANNELCTL_ROOT: root, ...env },
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child;
  });
  return {
    pid: child.pid ?? 0,
    kill: (signal) => {
      child.kill(signal);
    },
    says: async (text) =>
      new Promise((resolve, reject) => {
        let said = '';
        child.stderr.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes(text)) resolve();
        });
        child.once('exit', () => reject(new Error(`it ended and did not say "${text}": ${said}`)));
      }),
    ended: async () => {
      const { exitCode, stdout, stderr, signal } = await child;
      return { exitCode: exitCode ?? -1, stdout, stderr, signal };
    },
  };
}
