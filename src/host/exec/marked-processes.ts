import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, Failure } from '../../errors/index.ts';
import { kill } from './kill.ts';
import { processIds, readProcess } from './process-file.ts';
import { toolSeconds } from './tool.ts';

const MARK = 'FLANNELCTL_TRANSACTION';
const LOOK_INTERVAL_MS = 20;

/** The environment variable that marks a transaction's processes. */
export const markedBy = (transaction: string): Record<string, string> => ({ [MARK]: transaction });

/** Lists the running processes that a transaction started. */
async function processesOf(transaction: string): Promise<number[]> {
  const ids = await processIds();
  const marked = await Promise.all(ids.map(async (id) => isMarked(id, `${MARK}=${transaction}`)));
  return ids.filter((_, i) => marked[i]).map(Number);
}

/** The process names of the tools that a transaction starts to change the host. */
const TOOLS = /^(ip|bridge|nft|ip6?tables.*|xtables.*)$/;

async function isMarked(id: string, mark: string): Promise<boolean> {
  try {
    const environment = await readProcess(id, 'environ');
    return environment?.split('\0').includes(mark) ?? false;
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(errorCode(error) ?? '')) throw error;
    // A process that we started is readable, unless it was started with more privileges than we have now.
    const name = (await readProcess(id, 'comm'))?.trim() ?? '';
    if (!TOOLS.test(name)) return false;
    throw new Failure('permission', `process ${id} (${name}) may belong to the change that was interrupted`, {
      hint: 'It may not be read. Wait until it has ended, or run this with the rights of the command that was interrupted.',
      cause: error,
    });
  }
}

/**
 * Waits until all processes that a transaction started have exited, because a tool such as `ip` continues with its
 * batch after flannelctl itself was killed. Kills those that take longer than the time limit of one call.
 */
export async function awaitProcesses(transaction: string): Promise<void> {
  const deadline = performance.now() + toolSeconds() * 1000;
  for (;;) {
    const running = await processesOf(transaction);
    if (running.length === 0) return;
    if (performance.now() > deadline) for (const pid of running) kill(pid);
    await sleep(LOOK_INTERVAL_MS);
  }
}
