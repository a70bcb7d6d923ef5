import { isDeepStrictEqual } from 'node:util';
import type { SourceEntry } from '../leases/index.ts';
import { FAMILY_NAMES } from '../net/index.ts';
import { type GivenNetConf, parseNetConf } from '../node/index.ts';
import type { Listing, StoreEvent } from '../stores/index.ts';
import { followStore } from './follow-store.ts';
import { LeaseKeeper } from './own/keep-lease.ts';
import type { HeldLease } from './own/own-lease.ts';
import type { Reporter } from './reporter.ts';
import { failureText } from './retry.ts';
import type { AgentSettings } from './settings.ts';
import { LeaseView, type ViewChange } from './view/lease-view.ts';
import { WorkQueue } from './work-queue.ts';
import { Worker } from './worker.ts';

/** Why a life ended: the next one begins with another net-conf, or another public IP or subnet of this node. */
export type LifeEnd = 'stopped' | 'reload' | 'netConf' | 'address' | 'subnet';

/** Follows the store with one net-conf and one lease, until it is stopped or one of the two is another. */
export async function live(
  settings: AgentSettings,
  netConf: GivenNetConf,
  held: HeldLease,
  reporter: Reporter,
  { stop, reload }: { readonly stop: AbortSignal; readonly reload: AbortSignal },
): Promise<LifeEnd> {
  const life = new AbortController();
  const over = AbortSignal.any([stop, life.signal]);
  let end: LifeEnd = 'stopped';
  const endWith = (why: LifeEnd): void => {
    end = why;
    life.abort();
  };
  reload.addEventListener('abort', () => endWith('reload'), { once: true });
  const view = new LeaseView(netConf.netConf, ownOf(held));
  const queue = new WorkQueue();
  const keeper = new LeaseKeeper(settings, netConf.netConf, held, () => endWith('subnet'));
  const worker = new Worker(settings, {
    netConf,
    held,
    view,
    queue,
    onOtherAddress: () => endWith('address'),
    onReady: () => reporter.ready(),
    onFailure: (failure) => reporter.say({ failure }),
  });
  const readConfig = async (text: string): Promise<void> => {
    const next = await parseNetConf(`the net-conf in ${settings.store.name}`, text);
    if (!isDeepStrictEqual(next.netConfSource, netConf.netConfSource)) endWith('netConf');
  };
  const tell = (change: ViewChange): void => {
    logRefused(settings, change);
    queue.addPeers(change.peers);
    if (change.refused.length + change.mended.length > 0 || change.peers.size > 0)
      reporter.leftOut(view.refused);
    reporter.peers(view.peers.size, subnetsIn(held), keeper);
  };
  const follower = {
    listed: (listing: Listing) => {
      keeper.listed(listing.leases);
      tell(view.replace(listing));
      queue.addFull({ text: worker.isSetUp ? 'the store was listed anew' : 'the agent has started' });
    },
    changed: (events: readonly StoreEvent[]) => {
      keeper.take(events);
      reporter.events(events);
      tell(view.take(events));
      const config = events.findLast((event) => event.type === 'config');
      if (config !== undefined)
        void readConfig(config.text).catch((error: unknown) => {
          settings.log('error', `${failureText(error)}; the one before stays in force`);
        });
    },
    connected: (isConnected: boolean) => reporter.connected(isConnected),
    known: () => view.peers.size,
  };
  const parts = [followStore(settings, follower, over), keeper.run(over), worker.run(over)];
  // A part that fails ends the others; all are waited for.
  for (const part of parts) part.catch(() => life.abort());
  await Promise.allSettled(parts);
  await Promise.all(parts);
  return end;
}

const subnetsIn = ({ node }: HeldLease): string[] =>
  FAMILY_NAMES.flatMap((family) => node[family]?.subnet ?? []);

/** This node's record in the view. A store gives it back as it was read. */
function ownOf({ lease: { key, entry } }: HeldLease): { readonly key: string; readonly entry: SourceEntry } {
  if (entry === undefined) throw new Error(`${key} can't be read back from the store`);
  return { key, entry };
}

function logRefused({ log }: AgentSettings, { refused, mended }: ViewChange): void {
  for (const { key, problems } of refused)
    log('warn', `${key} is left out: ${problems.map(({ message }) => message).join('; ')}`, { record: key });
  for (const key of mended) log('info', `${key} can be used now`, { record: key });
}
