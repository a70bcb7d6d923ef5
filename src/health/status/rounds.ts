import { setTimeout as sleep } from 'node:timers/promises';
import { isWell, type NodeStatus } from './node-status.ts';

/** Whether the pause came to its end, and was not cut short. */
const pause = async (seconds: number, stop: AbortSignal): Promise<boolean> =>
  sleep(seconds * 1000, true, { signal: stop }).catch(() => false);

/** Looks at a node until it is stopped. */
export async function* statusRounds(
  look: () => Promise<NodeStatus>,
  seconds: number,
  stop: AbortSignal,
): AsyncGenerator<NodeStatus> {
  do yield await look();
  while (await pause(seconds, stop));
}

/** Between two looks, in seconds. */
const WAIT_INTERVAL = 1;

/** Looks at a node until it is OK, for some seconds at most; gives how it was in the end. */
export async function waitUntilOk(
  look: () => Promise<NodeStatus>,
  seconds: number,
  stop: AbortSignal,
): Promise<NodeStatus> {
  const until = Date.now() + seconds * 1000;
  for await (const status of statusRounds(look, WAIT_INTERVAL, stop))
    if (isWell(status) || Date.now() >= until) return status;
  throw stop.reason;
}
