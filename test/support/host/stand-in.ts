import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Tools with a script before each, for the length of a test. */
export interface StandIns {
  /** Words to put before a command, so that it finds these tools first. */
  readonly via: readonly string[];
  /** What the scripts have written to `$log`. */
  readonly log: () => Promise<string>;
}

/** Puts a script before each of some tools; `$log` is a file to note calls in, `real` runs the real tool. */
export async function standIns(scripts: Readonly<Record<string, string>>): Promise<StandIns> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-tools-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  const own = process.env['PATH'];
  for (const [tool, script] of Object.entries(scripts)) {
    const text = `#!/bin/sh\nlog='${folder}/log'\nreal() { PATH='${own}' exec ${tool} "$@"; }\n${script}\nreal "$@"\n`;
    await writeFile(path.join(folder, tool), text);
    await chmod(path.join(folder, tool), 0o755);
  }
  return {
    via: ['env', `PATH=${folder}:${own}`],
    log: async () => readFile(path.join(folder, 'log'), 'utf8').catch(() => ''),
  };
}
