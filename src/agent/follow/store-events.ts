import { isDeepStrictEqual } from 'node:util';
import { subnetsOfNode } from '../../flannel/index.ts';
import { type GivenNetConf, parseNetConf } from '../../node/index.ts';
import type { Listing, StoreEvent } from '../../stores/index.ts';
import type { AgentReporter } from '../agent-reporter.ts';
import type { LeaseKeeper } from '../own/keep-lease.ts';
import { type HeldLease, refuseUnusable } from '../own/own-lease.ts';
import type { WorkQueue } from '../passes/work-queue.ts';
import { failureText } from '../retry/retry.ts';
import type { AgentSettings } from '../settings.ts';
import type { LeaseView, ViewChange } from '../view/lease-view.ts';
import type { StoreListener } from './follow-store.ts';

/** What takes the events of a store in one life of the agent. */
export interface EventTakers {
  readonly settings: AgentSettings;
  readonly netConf: GivenNetConf;
  readonly held: HeldLease;
  readonly view: LeaseView;
  readonly queue: WorkQueue;
  readonly keeper: LeaseKeeper;
  readonly reporter: AgentReporter;
  /** The store has another net-conf, with which this node can be set up. */
  readonly onOtherNetConf: () => void;
  readonly stop: AbortSignal;
}

/** Hands what a store tells to those whom it concerns: the keeper of the lease, the view of the peers, the queue of work. */
export function storeListener(takers: EventTakers): StoreListener {
  const { view, queue, keeper, reporter } = takers;
  return {
    listed: ({ leases, revision }: Listing) => {
      keeper.listed(leases);
      tell(takers, view.replace({ leases, revision }));
      queue.addFull({ text: 'all records of the store were listed' });
    },
    changed: (events) => {
      keeper.take(events);
      reporter.events(events);
      tell(takers, view.take(events));
      readConfig(takers, events);
    },
    connected: (isConnected) => reporter.connected(isConnected),
    known: () => view.peers.size,
  };
}

function tell({ settings, view, queue, reporter, held, keeper }: EventTakers, change: ViewChange): void {
  logRefused(settings, change);
  queue.addPeers(change.peers);
  reporter.leftOut(view.refused);
  reporter.peers(view.peers.size, subnetsOfNode(held.node), keeper);
}

function logRefused({ log }: AgentSettings, { refused, warned, mended }: ViewChange): void {
  for (const { key, problems } of refused)
    log('warn', `${key} is left out: ${problems.map(({ message }) => message).join('; ')}`, { record: key });
  for (const [key, { message }] of warned) log('warn', `${key}: ${message}`, { record: key });
  for (const key of mended) log('info', `${key} can be used now`, { record: key });
}

/** Reads the last net-conf among some events; one that is not valid, or not for this node, leaves the one before in force. */
function readConfig(takers: EventTakers, events: readonly StoreEvent[]): void {
  const config = events.findLast((event) => event.type === 'config');
  if (config === undefined) return;
  const { settings, stop, onOtherNetConf } = takers;
  isOther(takers, config.text).then(
    (isNew) => {
      if (isNew && !stop.aborted) onOtherNetConf();
    },
    (error: unknown) => {
      settings.log('error', `the net-conf of before stays in force: ${failureText(error)}`);
    },
  );
}

/** Whether a net-conf is another than the one in force; a Failure if it is none for this node. */
async function isOther({ settings, netConf, stop }: EventTakers, text: string): Promise<boolean> {
  const { name, netConfFile = name } = settings.store;
  const given = await parseNetConf(`the net-conf in ${netConfFile}`, text);
  if (isDeepStrictEqual(given.netConfSource, netConf.netConfSource)) return false;
  await refuseUnusable(settings, given, stop);
  return true;
}
