import type { Probe } from '../../host/index.ts';
import type { ReconcileHost } from '../base/host.ts';

const ROUND_SECONDS = 1;
const TOTAL_SECONDS = 5;

/**
 * Probes the addresses that answered before a change, about once a second, because neighbors of the underlay may have
 * to be resolved again. No round begins after five seconds or once `stop` is set. Rounds that take longer than a
 * second, because hundreds of addresses are silent, are fewer.
 * @returns the addresses that stayed silent
 */
export async function stillAnswering(
  { network, clock }: ReconcileHost,
  before: readonly Probe[],
  stop?: AbortSignal,
): Promise<readonly Probe[]> {
  const end = clock.uptime() + TOTAL_SECONDS;
  let silent = before;
  do {
    const next = clock.uptime() + ROUND_SECONDS;
    const answered = new Set(await network.answering(silent));
    silent = silent.filter((probe) => !answered.has(probe));
    if (silent.length === 0 || stop?.aborted) break;
    await clock.sleep(Math.max(0, next - clock.uptime()) * 1000);
  } while (clock.uptime() < end);
  return silent;
}
