import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kill } from './kill.ts';
import { toolSeconds } from './tool.ts';

const MARK = 'FLANNELCTL_TRANSACTION';
const LOOK_INTERVAL_MS = 20;

/** The environment that tells a transaction's processes from others. */
export const markedBy = (transaction: string): Record<string, string> => ({ [MARK]: transaction });

/** The processes that a transaction started and that still run; those we may not look at are not ours. */
async function processesOf(transaction: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const marked = await Promise.all(ids.map(async (id) => isMarked(id, `${MARK}=${transaction}`)));
  return ids.filter((_, i) => marked[i]).map(Number);
}

async function isMarked(id: string, mark: string): Promise<boolean> {
  const environment = await readFile(path.join('/proc', id, 'environ'), 'utf8').catch(() => '');
  return environment.split('\0').includes(mark);
}

/**
 * Waits until nothing that a transaction started runs any more: what it fed to `ip` goes on when it is killed itself.
 * What does not end within the time of one call is killed.
 */
export async function outlastProcesses(transaction: string): Promise<void> {
  const deadline = Date.now() + toolSeconds() * 1000;
  for (;;) {
    const running = await processesOf(transaction);
    if (running.length === 0) return;
    if (Date.now() > deadline) for (const pid of running) kill(pid);
    await sleep(LOOK_INTERVAL_MS);
  }
}
