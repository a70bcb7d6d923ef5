import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { answering, type Probe } from '../host/index.ts';

const ROUND_MS = 1000;
const TOTAL_MS = 5000;

/**
 * Asks those again who answered before a change, about once a second, since addresses of the underlay may have to be
 * found anew. No further round is begun after five seconds, nor once `stop` says so; where a round takes longer than a
 * second, because hundreds are silent, there are fewer.
 * @returns those that stayed silent
 */
export async function stillAnswering(
  before: readonly Probe[],
  stop?: AbortSignal,
): Promise<readonly Probe[]> {
  const end = performance.now() + TOTAL_MS;
  let silent = before;
  do {
    const next = performance.now() + ROUND_MS;
    const answered = new Set(await answering(silent));
    silent = silent.filter((probe) => !answered.has(probe));
    if (silent.length === 0 || stop?.aborted) break;
    await sleep(Math.max(0, next - performance.now()));
  } while (performance.now() < end);
  return silent;
}
