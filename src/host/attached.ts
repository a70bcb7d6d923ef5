import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import { seeingTo } from './signals.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * Runs a program with this process's own stdin, stdout and stderr; gives its exit status, 128 and the signal's number
 * if a signal ended it. The environment is added to this process's.
 */
export async function runAttached(command: readonly string[], env: Environment): Promise<number> {
  const [file = '', ...args] = command;
  return exitOf(spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env } }));
}

/** Starts a program that can hand messages and sockets to this one; what it says to stderr can be read. */
export function spawnWithChannel(command: readonly string[], env: Environment): ChildProcess {
  const [file = '', ...args] = command;
  return spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, ...env } });
}

/** Ctrl-C at the terminal reaches the command as well, and what it makes of it is its own affair; other signals are passed on. */
async function exitOf(child: ChildProcess): Promise<number> {
  const passOn = (signal: NodeJS.Signals) => () => {
    child.kill(signal);
  };
  const ignore = (): void => {};
  const listeners = {
    SIGINT: ignore,
    SIGQUIT: ignore,
    SIGTERM: passOn('SIGTERM'),
    SIGHUP: passOn('SIGHUP'),
  };
  return seeingTo(
    listeners,
    async () =>
      new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code, signal) =>
          resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal])),
        );
      }),
  );
}
