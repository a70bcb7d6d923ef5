import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withSignalListeners } from './signals.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * Runs a program with this process's own stdin, stdout and stderr. Returns its exit status, or 128 plus the signal's
 * number if a signal ended it. `env` is added to this process's environment.
 */
export async function runAttached(command: readonly string[], env: Environment): Promise<number> {
  const [file = '', ...args] = command;
  return exitOf(spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env } }));
}

/** Starts a program with a channel for messages and sockets; its stderr is readable here. */
export function spawnWithChannel(command: readonly string[], env: Environment): ChildProcess {
  const [file = '', ...args] = command;
  return spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, ...env } });
}

/** A process that goes on by itself. */
export interface Detached {
  /** Whether it has ended already. */
  readonly hasEnded: () => boolean;
}

/** Starts a program in a session of its own, which goes on when this process ends; what it says is added to a file. */
export async function startDetached(
  command: readonly string[],
  env: Environment,
  logFile: string,
): Promise<Detached> {
  const [file = '', ...args] = command;
  await mkdir(path.dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a');
  try {
    const stdio = ['ignore', log.fd, log.fd] as const;
    const child = spawn(file, args, {
      detached: true,
      cwd: '/',
      stdio: [...stdio],
      env: { ...process.env, ...env },
    });
    await once(child, 'spawn');
    child.unref();
    return { hasEnded: () => child.exitCode !== null || child.signalCode !== null };
  } finally {
    await log.close();
  }
}

/**
 * The exit status of a child. Ctrl-C at the terminal reaches the child as well, which may handle it; other signals are
 * forwarded.
 */
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
  return withSignalListeners(
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
