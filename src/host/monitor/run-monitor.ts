import { keepRunning } from './lasting-child.ts';
import type { Monitor } from './monitors.ts';
import { untilSubscribed } from './subscribed.ts';

/** What a running monitor tells. */
export interface MonitorListener {
  readonly onLines: (lines: readonly string[]) => void;
  /** Lines may be missing, and why. */
  readonly onLost: (reason: string) => void;
}

export interface RunningMonitor {
  /** Resolves when it listens, for the first time; also if it can't be started, or is stopped before. */
  readonly ready: Promise<void>;
  readonly stop: () => void;
}

/** Runs one monitor. Where it loses events, or was restarted and listens again, lines may be missing. */
export function runMonitor(monitor: Monitor, { onLines, onLost }: MonitorListener): RunningMonitor {
  const { name, command, family, learn, saysLost } = monitor;
  let isFirst = true;
  let isListening = false;
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const begin = async (): Promise<void> => {
    isListening = true;
    await learn().catch(() => {});
    if (!isFirst) onLost(`${name} was restarted`);
    isFirst = false;
    isReady();
  };
  const lose = (lines: readonly string[]): void => {
    if (!lines.some(saysLost)) return;
    void learn()
      .catch(() => {})
      .then(() => onLost(`${name} lost events`));
  };
  const end = keepRunning({
    command,
    onStart: (pid) => {
      if (family !== undefined) void untilSubscribed(pid, family).then(begin);
    },
    onLines: (lines) => {
      const rest = family === undefined && !isListening ? lines.slice(1) : lines;
      if (family === undefined && !isListening) void begin();
      onLines(rest);
      lose(rest);
    },
    onErrors: lose,
    onEnd: () => {
      [isFirst, isListening] = [false, false];
      isReady();
    },
  });
  const stop = (): void => {
    end();
    isReady();
  };
  return { ready, stop };
}
