import { type HostEvent, type WatchInterest, withTime } from './events.ts';
import { legacyMonitor } from './legacy-monitor.ts';
import { areRulesSilent, type Monitor, monitors } from './monitors.ts';
import { type RunningMonitor, runMonitor } from './run-monitor.ts';

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

/** Runs the monitors of a host until `stop` is aborted. */
export function runPrograms(stop: AbortSignal, { hear, lost, onSettings }: ProgramListener): RunningPrograms {
  const running: RunningMonitor[] = [];
  const stopAll = (): void => {
    for (const one of running) one.stop();
  };
  stop.addEventListener('abort', stopAll, { once: true });
  const run = async (monitor: Monitor): Promise<void> => {
    if (stop.aborted) return;
    const onLines = (lines: readonly string[]): void => {
      const at = Date.now();
      hear((interest) => withTime(monitor.read(lines, interest), at));
    };
    const one = runMonitor(monitor, { onLines, onLost: lost });
    running.push(one);
    await one.ready;
  };
  let isLegacyRun = false;
  const follow = async (interest: WatchInterest): Promise<boolean> => {
    if (isLegacyRun || !(await areRulesSilent(interest))) return false;
    isLegacyRun = true;
    await run(legacyMonitor());
    return true;
  };
  const start = async (): Promise<void> => {
    await Promise.all((await monitors(onSettings)).map(run));
  };
  return { listening: start(), follow };
}
