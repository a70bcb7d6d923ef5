import { checkGround, ROOT_CHECKS } from '../checks/index.ts';
import { Failure } from '../errors/index.ts';
import { hostFacts, type ServiceSignals } from '../host/index.ts';
import { holdAgent, refuseBadOptions } from '../node/index.ts';
import { AgentReporter } from './agent-reporter.ts';
import { begin } from './begin.ts';
import { live } from './live.ts';
import type { HeldLease } from './own/own-lease.ts';
import { failureText } from './retry/retry.ts';
import type { AgentSettings } from './settings.ts';

/** What is told of an agent's start. */
export interface AgentListener {
  /** It is the only agent of this network namespace. */
  readonly onHeld: () => Promise<void>;
  /** The node matches the store: for the first time, and after each comparison. */
  readonly onReady: () => void;
}

/**
 * Keeps this node as a store of leases says, until it is stopped: the net-conf, this node's lease, its whole network,
 * and from then on each change. What fails is tried again; a wrong command line is a Failure, and so is another agent
 * that runs already.
 */
export async function runAgent(
  settings: AgentSettings,
  { onHeld, onReady }: AgentListener,
  signals: ServiceSignals,
): Promise<void> {
  await refuseBadOptions(settings.given);
  await checkGround(ROOT_CHECKS, hostFacts());
  const held = await holdAgent(settings.given.root);
  if (held === undefined) throw anotherRuns();
  const reporter = new AgentReporter(settings, onReady);
  try {
    await onHeld();
    await reporter.writeNow();
    await lives(settings, reporter, signals);
  } catch (error) {
    if (!signals.stop.aborted) throw error;
  } finally {
    await reporter.end();
    await settings.store.close();
    held.close();
  }
}

/** One life after the other, each with another net-conf or lease. */
async function lives(
  settings: AgentSettings,
  reporter: AgentReporter,
  { stop, isLeaving, reload }: ServiceSignals,
): Promise<void> {
  let previous: HeldLease | undefined;
  while (!stop.aborted) {
    const { wished, ...beginning } = await begin(settings, stop, previous, () => reporter.connected(false));
    const { held } = beginning;
    previous = held;
    const end = await live(wished, beginning, reporter, { stop, reload: reload() });
    if (end === 'reload') settings.notifier.reloading();
    if (end !== 'stopped') settings.log('info', WHY[end]);
    if (isLeaving()) await withdraw(settings, held);
  }
}

/** How long a store may take to remove the lease at the end. */
const WITHDRAW_MS = 2000;

async function withdraw({ store, log }: AgentSettings, { lease: { key } }: HeldLease): Promise<void> {
  if (store.withdraw === undefined) return;
  await store.withdraw(key, AbortSignal.timeout(WITHDRAW_MS)).then(
    () => log('info', `the lease ${key} was withdrawn`),
    (error: unknown) => log('warn', `the lease ${key} stays in the store: ${failureText(error)}`),
  );
}

const anotherRuns = (): Failure =>
  new Failure('locked', 'another agent keeps this network namespace up to date already', {
    hint: 'See it with: flannelctl status',
  });

const WHY = {
  reload: 'SIGHUP: everything is read again',
  netConf: 'the net-conf was changed: this node is set up again',
  subnet: 'the store has assigned this node another subnet: it is set up again',
  address: 'the uplink has another address: the lease is published again',
} as const;
