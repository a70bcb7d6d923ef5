import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type ExitName, Failure } from '../../errors/index.ts';
import type { KindName } from '../../state/index.ts';
import type { StoreEvent } from '../../stores/index.ts';
import { REFUSALS, type RefusalReason } from '../view/refusals.ts';

/** The kinds of Failure of a store, by exit name. */
type StoreErrorKind = Extract<ExitName, 'unavailable' | 'permission' | 'invalidConfig' | 'unexpected'>;

const STORE_ERRORS: readonly StoreErrorKind[] = ['unavailable', 'permission', 'invalidConfig', 'unexpected'];

/** What a failure of a store counts as. */
export function storeErrorKind(error: unknown): StoreErrorKind {
  const exit = error instanceof Failure ? error.exit : undefined;
  return STORE_ERRORS.find((kind) => kind === exit) ?? 'unexpected';
}

/** What the agent counts and measures. */
export interface AgentMetrics {
  readonly setPeers: (count: number) => void;
  /** Records of the store that are left out now, by reason; a reason that is not given has none. */
  readonly setRefused: (records: Readonly<Partial<Record<RefusalReason, number>>>) => void;
  readonly countStoreEvents: (type: StoreEvent['type'], count: number) => void;
  readonly countStoreError: (kind: StoreErrorKind) => void;
  readonly setConnected: (isConnected: boolean) => void;
  /** From an event until the host has it, in seconds. */
  readonly observeApply: (seconds: number) => void;
  /** Objects that others changed and the agent mended. */
  readonly countDriftMended: (kind: KindName, count: number) => void;
  readonly countFullComparison: () => void;
  /** When this node's lease ends, in milliseconds since 1970; undefined: never, or it has none. */
  readonly setLeaseExpiry: (expires: number | undefined) => void;
  /** All of them as Prometheus reads them. */
  readonly read: () => Promise<{ readonly text: string; readonly contentType: string }>;
}

const PREFIX = 'flannelctl_agent_';

/** From the latency of one route to that of a setup with thousands of peers, in seconds. */
const APPLY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Registers = Registry[];

function storeMetrics(registers: Registers) {
  const events = new Counter({
    name: `${PREFIX}store_events_total`,
    help: 'Events that came from the store, by type.',
    labelNames: ['type'],
    registers,
  });
  const errors = new Counter({
    name: `${PREFIX}store_errors_total`,
    help: 'Calls of the store that failed, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const connected = new Gauge({
    name: `${PREFIX}store_connected`,
    help: 'Whether the agent follows the store (1) or has lost it (0).',
    registers,
  });
  const refused = new Gauge({
    name: `${PREFIX}records_refused`,
    help: 'Records of the store that are left out, by reason.',
    labelNames: ['reason'],
    registers,
  });
  for (const type of ['put', 'delete', 'config']) events.inc({ type }, 0);
  for (const kind of STORE_ERRORS) errors.inc({ kind }, 0);
  for (const reason of REFUSALS) refused.set({ reason }, 0);
  return { events, errors, connected, refused };
}

function hostMetrics(registers: Registers) {
  const peers = new Gauge({
    name: `${PREFIX}peers`,
    help: 'Peers that this node has routes to.',
    registers,
  });
  const apply = new Histogram({
    name: `${PREFIX}apply_seconds`,
    help: 'Time from an event until the host has what it says.',
    buckets: APPLY_BUCKETS,
    registers,
  });
  const drift = new Counter({
    name: `${PREFIX}drift_mended_total`,
    help: 'Objects that others changed or deleted and that were mended, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const comparisons = new Counter({
    name: `${PREFIX}full_comparisons_total`,
    help: 'Comparisons of the whole host with what it is to be.',
    registers,
  });
  return { peers, apply, drift, comparisons };
}

/** Of the lease and the process: measured when they are read. */
function measured(registers: Registers, now: () => number, leaseExpiry: () => number | undefined): void {
  const lease: Gauge = new Gauge({
    name: `${PREFIX}lease_seconds_left`,
    help: 'Seconds until the lease of this node ends; absent if it does not end.',
    registers,
    collect: () => {
      const expires = leaseExpiry();
      if (expires === undefined) lease.remove();
      else lease.set((expires - now()) / 1000);
    },
  });
  const memory: Gauge = new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size in bytes.',
    registers,
    collect: () => memory.set(process.memoryUsage.rss()),
  });
  const cpu: Counter = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Total user and system CPU time spent in seconds.',
    registers,
    collect: () => {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
    },
  });
}

function buildInfo(registers: Registers, version: string): void {
  const labels = { version, node: process.versions.node };
  new Gauge({
    name: `${PREFIX}build_info`,
    help: 'The version of flannelctl and of Node, as labels of a 1.',
    labelNames: Object.keys(labels),
    registers,
  }).set(labels, 1);
}

/** Makes the metrics of an agent. @param version of flannelctl @param now milliseconds since 1970 */
export function makeAgentMetrics(version: string, now: () => number): AgentMetrics {
  const registry = new Registry();
  const registers = [registry];
  const { events, errors, connected, refused } = storeMetrics(registers);
  const { peers, apply, drift, comparisons } = hostMetrics(registers);
  let expiry: number | undefined;
  measured(registers, now, () => expiry);
  buildInfo(registers, version);
  return {
    setPeers: (count) => peers.set(count),
    setRefused: (records) => {
      for (const reason of REFUSALS) refused.set({ reason }, records[reason] ?? 0);
    },
    countStoreEvents: (type, count) => events.inc({ type }, count),
    countStoreError: (kind) => errors.inc({ kind }),
    setConnected: (isConnected) => connected.set(isConnected ? 1 : 0),
    observeApply: (seconds) => apply.observe(seconds),
    countDriftMended: (kind, count) => drift.inc({ kind }, count),
    countFullComparison: () => comparisons.inc(),
    setLeaseExpiry: (expires) => {
      expiry = expires;
    },
    read: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}
