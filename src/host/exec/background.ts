import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from '../../errors/index.ts';

/**
 * Starts another flannelctl in a session of its own, so that it outlives this process and its terminal. Returns when
 * the child prints its first output. Throws a Failure if it exits before.
 */
export async function startInBackground(args: readonly string[]): Promise<void> {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [script, ...args], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // If no file descriptor is left for the child, it has no stdout either.
  if ((child.stdout as typeof child.stdout | undefined) === undefined) await once(child, 'spawn');
  const word = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)]);
  child.stdout.destroy();
  child.unref();
  if (word !== undefined) return;
  throw new Failure('unexpected', `flannelctl ${args[0]} did not start`);
}
