import { Failure } from '../../errors/index.ts';
import type { Held, Holder } from '../../host/index.ts';
import { clock } from './clock.ts';
import type { ReconcileHost } from './host.ts';

const NAME = 'flannelctl.lock';
const RETRY_MS = 100;
/** How long the lock is tried while its holder does not answer, because it has just taken the lock or releases it. */
const ASK_SECONDS = 1;
/** A shorter wait is not reported. */
const TELL_SECONDS = 0.4;

/** This process as a holder. @param command as a person would type it, `flannelctl init` */
export const holderOf = ({ processes, clock: { now } }: ReconcileHost, command: string): Holder => ({
  pid: processes.pid,
  command,
  since: now().toISOString(),
});

/** Takes the lock of this network namespace; undefined if another process holds it. */
export const tryLock = async ({ processes }: ReconcileHost, holder: Holder): Promise<Held | undefined> =>
  processes.hold(NAME, holder);

/** The holder of this network namespace's lock; undefined if there is none or it does not answer. */
export const lockHolder = async ({ processes }: ReconcileHost): Promise<Holder | undefined> =>
  processes.askHolder(NAME);

type OnWait = (holder: Holder | undefined) => void;

/**
 * Does work under the lock of this network namespace. The kernel releases the lock when the process ends. A signal
 * during the wait ends the process, because nothing has been done yet.
 * @param timeoutSeconds how long to wait for another holder; 0: not at all
 * @param onWait called once with the holder if the wait is more than a moment
 * @throws Failure `locked`, which names the holder
 */
export async function withLock<T>(
  host: ReconcileHost,
  holder: Holder,
  timeoutSeconds: number,
  onWait: OnWait,
  work: () => Promise<T>,
): Promise<T> {
  const held = (await tryLock(host, holder)) ?? (await waitForLock(host, holder, timeoutSeconds, onWait));
  try {
    return await work();
  } finally {
    held.close();
  }
}

async function waitForLock(
  host: ReconcileHost,
  holder: Holder,
  timeoutSeconds: number,
  onWait: OnWait,
): Promise<Held> {
  const { uptime, sleep } = host.clock;
  const start = uptime();
  let isTold = false;
  while (uptime() - start < timeoutSeconds) {
    await sleep(RETRY_MS);
    const held = await tryLock(host, sinceNow(host, holder));
    if (held !== undefined) return held;
    if (!isTold && uptime() - start > TELL_SECONDS) {
      isTold = true;
      onWait(await lockHolder(host));
    }
  }
  return refusedBy(host, holder, timeoutSeconds);
}

/** The holder of the lock, for the message; takes the lock if it has become free. */
async function refusedBy(host: ReconcileHost, holder: Holder, waitedSeconds: number): Promise<Held> {
  const { uptime, sleep } = host.clock;
  const start = uptime();
  for (;;) {
    const other = await lockHolder(host);
    if (other !== undefined) throw locked(other, waitedSeconds);
    const held = await tryLock(host, sinceNow(host, holder));
    if (held !== undefined) return held;
    if (uptime() - start > ASK_SECONDS) throw locked(undefined, waitedSeconds);
    await sleep(RETRY_MS);
  }
}

const sinceNow = ({ clock: { now } }: ReconcileHost, holder: Holder): Holder => ({
  ...holder,
  since: now().toISOString(),
});

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
