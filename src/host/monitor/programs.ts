import { type HostEvent, type WatchInterest, withTime } from './events.ts';
import type { KnownLinks } from './known-links.ts';
import { legacyMonitor } from './legacy-monitor.ts';
import { areRulesSilent, type Monitor, monitors } from './monitors.ts';
import { type RunningMonitor, runMonitor } from './run-monitor.ts';
import { followVxlanLinks } from './vxlan-links.ts';

/** What was heard, as events of what is of interest. */
export type Heard = (interest: WatchInterest) => readonly HostEvent[];

interface ProgramListener {
  readonly hear: (one: Heard) => void;
  /** Lines may be missing, and why. */
  readonly lost: (reason: string) => void;
  /** Settings of a link or of the host were set, or came with a link. */
  readonly onSettings: () => void;
}

/** The programs that tell what happens to a host. */
interface RunningPrograms {
  /** Those that are always needed listen. */
  readonly listening: Promise<void>;
  /** Runs what else an interest needs; whether it was started just now, and has begun. */
  readonly follow: (interest: WatchInterest) => Promise<boolean>;
}

const NOT_RUN: RunningMonitor = { ready: Promise.resolve(), stop: () => {} };

/** Runs the monitors of a host until `stop` is aborted. */
export function runPrograms(stop: AbortSignal, { hear, lost, onSettings }: ProgramListener): RunningPrograms {
  const running = new Set<RunningMonitor>();
  const stopAll = (): void => {
    for (const one of running) one.stop();
  };
  stop.addEventListener('abort', stopAll, { once: true });
  const run = (monitor: Monitor): RunningMonitor => {
    if (stop.aborted) return NOT_RUN;
    const onLines = (lines: readonly string[]): void => {
      const at = Date.now();
      hear((interest) => withTime(monitor.read(lines, interest), at));
    };
    const one = runMonitor(monitor, { onLines, onLost: lost });
    running.add(one);
    const end = (): void => {
      running.delete(one);
      one.stop();
    };
    return { ready: one.ready, stop: end };
  };
  let isLegacyRun = false;
  const follow = async (interest: WatchInterest): Promise<boolean> => {
    if (isLegacyRun || !(await areRulesSilent(interest))) return false;
    isLegacyRun = true;
    await run(legacyMonitor()).ready;
    return true;
  };
  const followLinks = followVxlanLinks(run);
  const onLinks = async (links: KnownLinks): Promise<void> => {
    if (await followLinks(links)) lost('the neighbors of a new vxlan link are watched');
  };
  const start = async (): Promise<void> => {
    const all = await monitors({ onSettings, learnedLinks: followLinks, changedLinks: onLinks });
    await Promise.all(all.map(async (monitor) => run(monitor).ready));
  };
  return { listening: start(), follow };
}
