import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { rolldown } from 'rolldown';
import { onTestFinished } from 'vitest';
import type { Host } from '../host/netns.ts';
import type { FollowOrder, FollowReport } from './orders.ts';

/** A process in a host that follows its node. */
export interface Follower {
  readonly pid: number;
  readonly tell: (order: FollowOrder) => Promise<FollowReport>;
  /** Ends it, by SIGKILL or as it ends by itself. */
  readonly end: (how?: 'killed') => Promise<void>;
}

/** The driver as a program. */
export interface FollowProgram {
  readonly file: string;
  readonly remove: () => Promise<void>;
}

export async function bundleFollower(): Promise<FollowProgram> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-follow-'));
  const input = path.join(import.meta.dirname, 'driver.ts');
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  const file = path.join(folder, 'driver.mjs');
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return { file, remove: async () => rm(folder, { recursive: true, force: true }) };
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Starts it in a host; it is killed when the test ends. @param via words before the command, such as `env PATH=…` */
export function follow(
  { netns, root }: Host,
  { file }: FollowProgram,
  via: readonly string[] = [],
): Follower {
  const child = spawn('ip', ['netns', 'exec', netns, ...via, process.execPath, file, root]);
  child.stderr.pipe(process.stderr);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const end: Follower['end'] = async (how) => {
    if (how === 'killed') child.kill('SIGKILL');
    else child.stdin.end();
    await ended(child);
  };
  onTestFinished(async () => end('killed'));
  return {
    pid: child.pid ?? 0,
    tell: async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the follower has ended');
      return JSON.parse(value) as FollowReport;
    },
    end,
  };
}
