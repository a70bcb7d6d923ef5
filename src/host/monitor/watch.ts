import { type Bursts, collectBursts } from './bursts.ts';
import type { HostEvent, OverrunEvent, Seen, WatchInterest } from './events.ts';
import { keepRunning } from './lasting-child.ts';
import { type Monitor, monitorsFor } from './monitors.ts';
import { pollSysctls } from './polled-sysctls.ts';
import { untilSubscribed } from './subscribed.ts';
import { watchFiles } from './watched-files.ts';

const overrun = (reason: string): OverrunEvent => ({ type: 'overrun', reason, at: Date.now() });

const withTime = (seen: readonly Seen[]): HostEvent[] => {
  const at = Date.now();
  return seen.map((one) => ({ type: 'object', ...one, at }));
};

interface Running {
  /** It listens, for the first time. */
  readonly ready: Promise<void>;
  readonly stop: () => void;
}

/** Runs one monitor. Where it loses events, or was started anew and listens again, that is an overrun. */
function runMonitor(monitor: Monitor, { push }: Bursts<HostEvent>): Running {
  const { name, command, family, learn, read, saysLost } = monitor;
  let isFirst = true;
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const listen = async (pid: number): Promise<void> => {
    if (family !== undefined) await untilSubscribed(pid, family);
    await learn().catch(() => {});
    if (!isFirst) push([overrun(`${name} was started anew`)]);
    isFirst = false;
    isReady();
  };
  const lose = (lines: readonly string[]): void => {
    if (!lines.some(saysLost)) return;
    void learn()
      .catch(() => {})
      .then(() => push([overrun(`${name} lost events`)]));
  };
  const stop = keepRunning({
    command,
    onStart: (pid) => void listen(pid),
    onLines: (lines) => {
      push(withTime(read(lines)));
      lose(lines);
    },
    onErrors: lose,
    onEnd: () => {
      isFirst = false;
      isReady();
    },
  });
  return { ready, stop };
}

/**
 * Watches what happens to a host by others or by itself, by `ip monitor`, `nft monitor`, inotify and, where nothing
 * tells of changes, by comparing within a second: sysctls other than forwarding, and legacy iptables. Gives the events
 * that arrive within a few milliseconds in one array; the first has an OverrunEvent, given as soon as all monitors
 * listen: what changed before it is found by comparing. Changes of one's own are events, too. Ends without an error when `stop` is aborted.
 * The monitors end with this process, even if it is killed; one that dies is started anew, with pauses that grow.
 */
export async function* watchHost(
  interest: WatchInterest,
  stop: AbortSignal,
): AsyncGenerator<readonly HostEvent[], void> {
  const bursts = collectBursts<HostEvent>(stop);
  const take = (seen: readonly Seen[]): void => bursts.push(withTime(seen));
  const sysctls = pollSysctls(() => interest.sysctls, take);
  const monitors = await monitorsFor(interest, sysctls.compareNow);
  const running = monitors.map((monitor) => runMonitor(monitor, bursts));
  const stops = [
    ...running.map(({ stop: stopOne }) => stopOne),
    watchFiles(interest.root, interest.paths, take),
    sysctls.stop,
  ];
  try {
    await Promise.all(running.map(async ({ ready }) => ready));
    bursts.push([overrun('the watch began')]);
    yield* bursts.arrays();
  } finally {
    for (const stopOne of stops) stopOne();
  }
}
