import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { it, onTestFinished } from 'vitest';
import { keepRunning } from '../../../../src/host/monitor/lasting-child.ts';
import { until } from '../../../support/transactions/running.ts';

const SECONDS = '86399.25';

/** The processes that were started here. */
async function running(): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const commands = await Promise.all(
    ids.map(async (id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  );
  return ids.filter((_, i) => commands[i]?.includes(`sleep\0${SECONDS}`)).map(Number);
}

/** Starts a program, and stops it so many milliseconds later. */
async function stopAfter(moment: number): Promise<void> {
  const ignore = (): void => {};
  const stop = keepRunning({
    command: ['sleep', SECONDS],
    ...{ onLines: ignore, onErrors: ignore, onStart: ignore, onEnd: ignore },
  });
  // A wait that keeps the event loop from its work, as a busy agent does.
  for (const end = performance.now() + moment; performance.now() < end; );
  stop();
  await sleep(moment);
}

it('a program that is stopped while it begins ends, at whichever moment', async () => {
  onTestFinished(async () => {
    for (const pid of await running()) process.kill(pid);
  });
  for (let moment = 0; moment < 40; moment += 1) await stopAfter(moment / 8);
  await until('all have ended', async () => (await running()).length === 0);
});
