import { reasonOf } from '../../errors/index.ts';
import { runOk } from '../../host/index.ts';
import { printable } from '../../text/index.ts';

/** Tells systemd of the agent's state (sd_notify(3)); where systemd did not start it, nothing. */
export interface ServiceNotifier {
  readonly ready: () => void;
  readonly reloading: () => void;
  /** One line for `systemctl status`. Of several that wait to be sent, only the last is. */
  readonly status: (text: string) => void;
  /** Sends what waits and that the agent stops; ends when that is done. */
  readonly stopping: () => Promise<void>;
}

export interface NotifierOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Why the agent counts as stuck: as long as there are reasons, the watchdog is not fed. */
  readonly stuckIn: () => readonly string[];
  /** Takes why systemd could not be told, once. */
  readonly onProblem: (message: string) => void;
}

/**
 * Node has no datagram sockets, and systemd-notify is wherever systemd is: a process a message. Its socket is passed by
 * NOTIFY_SOCKET.
 */
const send = async (words: readonly string[]): Promise<unknown> =>
  runOk(['systemd-notify', ...words], { seconds: 5 });

const NONE: ServiceNotifier = {
  ready: () => {},
  reloading: () => {},
  status: () => {},
  stopping: async () => {},
};

/** The interval at which the watchdog is fed, in milliseconds: half of its time; undefined: there is none for this process. */
function watchdogInterval(env: NotifierOptions['env']): number | undefined {
  const { WATCHDOG_USEC: micros, WATCHDOG_PID: pid } = env;
  const milliseconds = Number(micros) / 1000;
  return milliseconds > 0 && (pid === undefined || Number(pid) === process.pid)
    ? milliseconds / 2
    : undefined;
}

/** CLOCK_MONOTONIC in microseconds, with which systemd (253) tells the reloads of `Type=notify-reload` apart. */
const monotonic = (): string => `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`;

/** Messages in their order, one process at a time. Those of one turn of the event loop go together. */
function queueOf(onProblem: (message: string) => void): (words: readonly string[]) => Promise<void> {
  let waiting = new Map<string, string>();
  let running: Promise<void> | undefined;
  let hasFailed = false;
  const sendAll = async (): Promise<void> => {
    await Promise.resolve();
    while (waiting.size > 0) {
      const words = [...waiting].map(([name, value]) => `${name}=${value}`);
      waiting = new Map();
      await send(words).catch((error: unknown) => {
        if (!hasFailed) onProblem(`systemd can't be told of the agent's state: ${reasonOf(error)}`);
        hasFailed = true;
      });
    }
    running = undefined;
  };
  return async (words) => {
    for (const word of words) {
      const [name = '', ...value] = word.split('=');
      // What is said last comes last.
      waiting.delete(name);
      waiting.set(name, value.join('='));
    }
    running ??= sendAll();
    return running;
  };
}

/** The notifier of this process, which feeds the watchdog of the unit as long as the agent is alive. */
export function makeNotifier({ env, stuckIn, onProblem }: NotifierOptions): ServiceNotifier {
  if (!env['NOTIFY_SOCKET']) return NONE;
  const tell = queueOf(onProblem);
  const interval = watchdogInterval(env);
  const feed = (): void => {
    if (stuckIn().length === 0) void tell(['WATCHDOG=1']);
  };
  const timer = interval === undefined ? undefined : setInterval(feed, interval).unref();
  return {
    ready: () => void tell(['READY=1']),
    reloading: () => void tell(['RELOADING=1', monotonic()]),
    status: (text) => void tell([`STATUS=${printable(text)}`]),
    stopping: async () => {
      clearInterval(timer);
      await tell(['STOPPING=1']);
    },
  };
}
