import { Failure } from '../../errors/index.ts';
import type { Held, Holder } from '../../host/index.ts';
import { clock } from './clock.ts';
import type { ReconcileHost } from './host.ts';

/** A lock, which the kernel keeps for each network namespace. */
interface Lock {
  readonly name: string;
  /** What its holder changes, in messages. */
  readonly what: string;
}

/** The lock of the network of a namespace. */
const NETWORK: Lock = { name: 'flannelctl.lock', what: 'this network' };

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
export const tryLock = async (
  { processes }: ReconcileHost,
  holder: Holder,
  { name } = NETWORK,
): Promise<Held | undefined> => processes.hold(name, holder);

/** The holder of this network namespace's lock; undefined if there is none or it does not answer. */
export const lockHolder = async (
  { processes }: ReconcileHost,
  { name } = NETWORK,
): Promise<Holder | undefined> => processes.askHolder(name);

/** Who wants a lock, and for how long. */
export interface LockRequest {
  /** Default: the lock of the network of this namespace. */
  readonly lock?: Lock;
  readonly holder: Holder;
  /** How long to wait for another holder; 0: not at all. */
  readonly timeoutSeconds: number;
  /** Called once with the holder if the wait is more than a moment. */
  readonly onWait: (holder: Holder | undefined) => void;
}

type Wanted = Required<LockRequest>;

/**
 * Does work under a lock. The kernel releases the lock when the process ends. A signal during the wait ends the process,
 * because nothing has been done yet.
 * @throws Failure `locked`, which names the holder
 */
export async function withLock<T>(
  host: ReconcileHost,
  request: LockRequest,
  work: () => Promise<T>,
): Promise<T> {
  const wanted: Wanted = { lock: NETWORK, ...request };
  const held = (await tryLock(host, wanted.holder, wanted.lock)) ?? (await waitForLock(host, wanted));
  try {
    return await work();
  } finally {
    held.close();
  }
}

/** What to tell of a wait. */
export const waitingText = (holder: Holder | undefined, seconds: number): string =>
  `waiting up to ${seconds} s for ${holder === undefined ? 'another flannelctl' : `${holder.command} (pid ${holder.pid})`} to end`;

async function waitForLock(host: ReconcileHost, wanted: Wanted): Promise<Held> {
  const { lock, holder, timeoutSeconds, onWait } = wanted;
  const { uptime, sleep } = host.clock;
  const start = uptime();
  let isTold = false;
  while (uptime() - start < timeoutSeconds) {
    await sleep(RETRY_MS);
    const held = await tryLock(host, sinceNow(host, holder), lock);
    if (held !== undefined) return held;
    if (!isTold && uptime() - start > TELL_SECONDS) {
      isTold = true;
      onWait(await lockHolder(host, lock));
    }
  }
  return refusedBy(host, wanted);
}

/** The holder of the lock, for the message; takes the lock if it has become free. */
async function refusedBy(host: ReconcileHost, { lock, holder, timeoutSeconds }: Wanted): Promise<Held> {
  const { uptime, sleep } = host.clock;
  const start = uptime();
  for (;;) {
    const other = await lockHolder(host, lock);
    if (other !== undefined) throw locked(lock, other, timeoutSeconds);
    const held = await tryLock(host, sinceNow(host, holder), lock);
    if (held !== undefined) return held;
    if (uptime() - start > ASK_SECONDS) throw locked(lock, undefined, timeoutSeconds);
    await sleep(RETRY_MS);
  }
}

const sinceNow = ({ clock: { now } }: ReconcileHost, holder: Holder): Holder => ({
  ...holder,
  since: now().toISOString(),
});

function locked({ name, what }: Lock, other: Holder | undefined, waitedSeconds: number): Failure {
  if (other === undefined) {
    return new Failure(
      'locked',
      `another process holds the lock of ${what} and does not say who it is; nothing was changed`,
      {
        hint: `It may be stopped. See who it is with: ss -xlp src '@${name}*'`,
      },
    );
  }
  const { command, pid, since } = other;
  return new Failure(
    'locked',
    `${command} (pid ${pid}) has been changing ${what} since ${clock(new Date(since))}; nothing was changed`,
    {
      hint:
        waitedSeconds === 0
          ? 'Wait for it with: --lock-timeout 30s'
          : `It did not end within ${waitedSeconds} s. It may wait for an answer itself.`,
    },
  );
}
