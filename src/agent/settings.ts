import type { AgentReport } from '../generated/types.d.ts';
import type { SetUpInput } from '../node/index.ts';
import type { Store } from '../stores/index.ts';
import type { Liveness } from './operation/liveness.ts';
import type { Log } from './operation/log.ts';
import type { AgentMetrics } from './operation/metrics.ts';
import type { ServiceNotifier } from './operation/notify.ts';

/** Time as the agent sees it; a test brings its own. */
export interface AgentClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends after a time, or earlier when `stop` is aborted; never throws. */
  readonly sleep: (milliseconds: number, stop: AbortSignal) => Promise<void>;
}

/** What an agent is told. */
export interface AgentSettings {
  /** The node's options; its network and peers are those of the store. */
  readonly given: SetUpInput;
  readonly store: Store;
  /** The flags that the store is reached by, for `flannelctl leases`; no user and no password. */
  readonly storeFlags: NonNullable<AgentReport['storeFlags']>;
  /** How long before its end the lease is renewed, in milliseconds. */
  readonly renewMargin: number;
  /** Preflight checks that do not stop the first setup. */
  readonly ignored: readonly string[];
  readonly log: Log;
  readonly metrics: AgentMetrics;
  readonly notifier: ServiceNotifier;
  readonly liveness: Liveness;
  readonly clock: AgentClock;
  /** A whole number from 0 up to, but not including, its argument. */
  readonly random: (below: number) => number;
}
