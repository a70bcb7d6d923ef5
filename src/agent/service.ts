import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceSignals } from '../host/index.ts';
import { runAgent } from './agent.ts';
import { type HealthServer, type HealthSource, serveHealth } from './operation/http.ts';
import { makeLiveness } from './operation/liveness.ts';
import { type LogOptions, makeLog } from './operation/log.ts';
import { makeAgentMetrics } from './operation/metrics.ts';
import { makeNotifier } from './operation/notify.ts';
import { makeReadiness } from './readiness.ts';
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

const CLOCK: AgentSettings['clock'] = {
  now: () => Date.now(),
  sleep: async (milliseconds, stop) => sleep(milliseconds, undefined, { signal: stop }).catch(() => {}),
};

const random = (below: number): number => Math.floor(Math.random() * below);

/** Runs an agent as a service: with its log, health endpoints, metrics, and systemd's notifications. */
export async function serveAgent(
  what: Pick<AgentSettings, 'given' | 'store' | 'storeFlags' | 'renewMargin' | 'ignored'>,
  { version, log: logOptions, health }: ServiceOptions,
  signals: ServiceSignals,
): Promise<void> {
  const { now } = CLOCK;
  const log = makeLog({ ...logOptions, now });
  const liveness = makeLiveness(STUCK_SECONDS);
  const metrics = makeAgentMetrics(version, now);
  const { stuckIn } = liveness;
  const onProblem = (message: string): void => log('warn', message);
  const systemd = makeNotifier({ env: process.env, stuckIn, onProblem });
  const { ready, reloading, notReady } = makeReadiness(systemd);
  let server: HealthServer | undefined;
  const onHeld = async (): Promise<void> => {
    server = await served(health, { stuckIn, notReady, metrics: metrics.read });
  };
  log('info', `flannelctl ${version} follows ${what.store.name}`, { pid: process.pid });
  try {
    const notifier = { ...systemd, reloading };
    await runAgent(
      { ...what, log, metrics, notifier, liveness, clock: CLOCK, random },
      { onHeld, onReady: ready },
      signals,
    );
  } finally {
    await systemd.stopping();
    await server?.close();
    const uptime = Math.round(performance.now() / 1000);
    log('info', signals.isLeaving() ? 'ended' : 'ended; the network of this node stays as it is', { uptime });
  }
}

const served = async (
  { ip, port }: ServiceOptions['health'],
  source: HealthSource,
): Promise<HealthServer | undefined> => (port === 0 ? undefined : serveHealth(ip, port, source));
