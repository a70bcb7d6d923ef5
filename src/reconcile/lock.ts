import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../errors/index.ts';
import { askHolder, type Held, type Holder, hold } from '../host/index.ts';
import { clock } from './clock.ts';

const NAME = 'flannelctl.lock';
const RETRY_MS = 100;
/** A holder that has only just taken the lock, or just gives it back, can't be asked: for so long it is tried again. */
const ASK_MS = 1000;
/** Who waits no longer than this is not told of it. */
const TELL_MS = 400;

/** This process as a holder. @param command as a person would type it, `flannelctl init` */
export const holderOf = (command: string): Holder => ({
  pid: process.pid,
  command,
  since: new Date().toISOString(),
});

/** Takes the lock of this network namespace, if it is free. */
export const tryLock = async (holder: Holder): Promise<Held | undefined> => hold(NAME, holder);

/** Who holds the lock of this network namespace, if somebody does and can say so. */
export const lockHolder = async (): Promise<Holder | undefined> => askHolder(NAME);

type OnWait = (holder: Holder | undefined) => void;

/**
 * Does work that only one process in a network namespace may do at a time. The lock goes with the process: it is never
 * left behind. A signal that comes while it waits ends the process: nothing has been done.
 * @param timeoutSeconds how long to wait for another holder; 0: not at all
 * @param onWait told once whom it waits for, if it has to wait for more than a moment
 * @throws Failure `locked`, which names the holder
 */
export async function withLock<T>(
  holder: Holder,
  timeoutSeconds: number,
  onWait: OnWait,
  work: () => Promise<T>,
): Promise<T> {
  const held = (await tryLock(holder)) ?? (await waitForLock(holder, timeoutSeconds, onWait));
  try {
    return await work();
  } finally {
    held.close();
  }
}

async function waitForLock(holder: Holder, timeoutSeconds: number, onWait: OnWait): Promise<Held> {
  const start = performance.now();
  let isTold = false;
  while (performance.now() - start < timeoutSeconds * 1000) {
    await sleep(RETRY_MS);
    const held = await tryLock(sinceNow(holder));
    if (held !== undefined) return held;
    if (!isTold && performance.now() - start > TELL_MS) {
      isTold = true;
      onWait(await lockHolder());
    }
  }
  return refusedBy(holder, timeoutSeconds);
}

/** Finds out who has the lock, to say so; takes it if it has become free by then. */
async function refusedBy(holder: Holder, waitedSeconds: number): Promise<Held> {
  const start = performance.now();
  for (;;) {
    const other = await lockHolder();
    if (other !== undefined) throw locked(other, waitedSeconds);
    const held = await tryLock(sinceNow(holder));
    if (held !== undefined) return held;
    if (performance.now() - start > ASK_MS) throw locked(undefined, waitedSeconds);
    await sleep(RETRY_MS);
  }
}

const sinceNow = (holder: Holder): Holder => ({ ...holder, since: new Date().toISOString() });

function locked(other: Holder | undefined, waitedSeconds: number): Failure {
  if (other === undefined) {
    return new Failure(
      'locked',
      'another process holds the lock of this network and does not say who it is; nothing was changed',
      {
        hint: `It may be stopped. See who it is with: ss -xlp src '@${NAME}*'`,
      },
    );
  }
  const { command, pid, since } = other;
  return new Failure(
    'locked',
    `${command} (pid ${pid}) has been changing this network since ${clock(new Date(since))}; nothing was changed`,
    {
      hint:
        waitedSeconds === 0
          ? 'Wait for it with: --lock-timeout 30s'
          : `It did not end within ${waitedSeconds} s. It may wait for an answer itself.`,
    },
  );
}
