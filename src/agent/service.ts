import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceSignals } from '../host/index.ts';
import { runAgent } from './agent.ts';
import { serveHealth } from './operation/http.ts';
import { makeLiveness } from './operation/liveness.ts';
import { type LogOptions, makeLog } from './operation/log.ts';
import { makeAgentMetrics } from './operation/metrics.ts';
import { makeNotifier } from './operation/notify.ts';
import type { AgentSettings } from './settings.ts';

/** How an agent is run, besides what it does. */
export interface ServiceOptions {
  readonly version: string;
  readonly log: Pick<LogOptions, 'format' | 'level' | 'write'>;
  /** Where its state is served; port 0: nowhere. */
  readonly health: { readonly ip: string; readonly port: number };
}

/** How long one piece of work may take before the agent counts as stuck, in seconds: a setup of 10,000 peers takes ten. */
const STUCK_SECONDS = 120;

/** Runs an agent as a service: with its log, health endpoints, metrics, and systemd's notifications. */
export async function serveAgent(
  what: Pick<AgentSettings, 'given' | 'store' | 'renewMargin' | 'ignored'>,
  { version, log: logOptions, health }: ServiceOptions,
  signals: ServiceSignals,
): Promise<void> {
  const now = (): number => Date.now();
  const log = makeLog({ ...logOptions, now });
  const liveness = makeLiveness(STUCK_SECONDS);
  const metrics = makeAgentMetrics(version, now);
  const notifier = makeNotifier({
    env: process.env,
    stuckIn: liveness.stuckIn,
    onProblem: (message) => log('warn', message),
  });
  const clock = {
    now,
    sleep: async (milliseconds: number, stop: AbortSignal) =>
      sleep(milliseconds, undefined, { signal: stop }).catch(() => {}),
  };
  const random = (below: number): number => Math.floor(Math.random() * below);
  let notReady: readonly string[] = ['the node is not set up yet'];
  const server =
    health.port === 0
      ? undefined
      : await serveHealth(health.ip, health.port, {
          stuckIn: liveness.stuckIn,
          notReady: () => notReady,
          metrics: metrics.read,
        });
  let isTold = false;
  const onReady = (): void => {
    if (!isTold) notifier.ready();
    isTold = true;
    notReady = [];
  };
  const reloading = (): void => {
    isTold = false;
    notifier.reloading();
  };
  log('info', `flannelctl ${version} follows ${what.store.name}`, { pid: process.pid });
  try {
    await runAgent(
      { ...what, log, metrics, notifier: { ...notifier, reloading }, liveness, clock, random },
      onReady,
      signals,
    );
  } finally {
    await notifier.stopping();
    await server?.close();
    log('info', 'ended; the network of this node stays as it is', {
      uptime: Math.round(performance.now() / 1000),
    });
  }
}
