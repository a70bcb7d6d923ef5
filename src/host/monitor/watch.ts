import { collectBursts } from './bursts.ts';
import { type HostEvent, type OverrunEvent, type Seen, type WatchInterest, withTime } from './events.ts';
import { type Heard, runPrograms } from './programs.ts';
import { watchFiles } from './watched-files.ts';
import { watchSettings } from './watched-settings.ts';

/** What happens to a host by others or by itself. */
export interface HostWatch {
  /** Resolves when every monitor listens: what is changed from then on is told. */
  readonly listening: Promise<void>;
  /** Says what is to be told from now on, and of what was heard before the first time. */
  readonly setInterest: (interest: WatchInterest) => void;
  /** The events that arrive within a few milliseconds, in one array. Ends without an error when the watch is stopped. */
  readonly bursts: () => AsyncGenerator<readonly HostEvent[], void>;
}

const overrun = (reason: string): OverrunEvent => ({ type: 'overrun', reason, at: Date.now() });

/**
 * Watches a host until `stop` is aborted, by `ip monitor`, `nft monitor`, inotify and, for legacy iptables, which
 * has no events, by comparing within a second. Changes of one's own are events, too.
 * What is heard before there is an interest is kept until then, so that a watch can begin before the comparison that
 * says what is of interest. The monitors end with this process, even if it is killed; one that dies is restarted, with
 * pauses that grow, and an OverrunEvent tells of it.
 */
export function watchHost(stop: AbortSignal, given?: WatchInterest): HostWatch {
  const start = Date.now();
  const { push, arrays } = collectBursts<HostEvent>(stop);
  const lost = (reason: string): void => push([overrun(reason)]);
  const take = (seen: readonly Seen[]): void => push(withTime(seen, Date.now()));
  const heard: Heard[] = [];
  let interest = given;
  const hear = (one: Heard): void => {
    if (interest === undefined) heard.push(one);
    else push(one(interest));
  };
  const settings = watchSettings(() => interest?.sysctls, take);
  const files = watchFiles(take);
  const programs = runPrograms(stop, { hear, lost, onSettings: settings.compareNow });
  const end = (): void => {
    files.stop();
    settings.stop();
  };
  stop.addEventListener('abort', end, { once: true });
  if (given !== undefined) {
    files.follow(given);
    settings.compareNow();
  }
  const setInterest = (wanted: WatchInterest): void => {
    files.follow(wanted, interest === undefined ? start : undefined);
    interest = wanted;
    settings.compareNow();
    for (const one of heard.splice(0)) push(one(wanted));
    const began = (isNew: boolean): void => {
      if (isNew) lost('the comparison of iptables-save began');
    };
    void programs.follow(wanted).then(began, () => {});
  };
  const listening = Promise.all([programs.listening, given && programs.follow(given)]).then(() => {});
  return { listening, setInterest, bursts: arrays };
}
