import type { SourceEntry } from '../leases/index.ts';
import { answerWhenSaved } from '../node/index.ts';
import type { AgentReporter } from './agent-reporter.ts';
import { type Beginning, storedNetConf } from './begin.ts';
import { followStore } from './follow/follow-store.ts';
import { storeListener } from './follow/store-events.ts';
import { LeaseKeeper } from './own/keep-lease.ts';
import { type HeldLease, refuseUnusable } from './own/own-lease.ts';
import { WorkQueue } from './passes/work-queue.ts';
import { Worker } from './passes/worker.ts';
import { retried } from './retry/retry.ts';
import type { AgentSettings } from './settings.ts';
import { LeaseView } from './view/lease-view.ts';

/** Why a life ended: the next one begins with another net-conf, or another public IP or subnet of this node. */
export type LifeEnd = 'stopped' | 'reload' | 'netConf' | 'address' | 'subnet';

/** Follows the store with one net-conf and one lease, until it is stopped or one of the two is another. */
export async function live(
  settings: AgentSettings,
  { netConf, held, listing, wasSetUp }: Beginning,
  reporter: AgentReporter,
  { stop, reload }: { readonly stop: AbortSignal; readonly reload: AbortSignal },
): Promise<LifeEnd> {
  const life = new AbortController();
  const over = AbortSignal.any([stop, life.signal]);
  let end: LifeEnd = 'stopped';
  const endWith = (why: LifeEnd) => (): void => {
    end = why;
    life.abort();
  };
  const readAgain = (): void => void canBeReadAgain(settings, over).then(endWith('reload'), () => {});
  reload.addEventListener('abort', readAgain, { once: true });
  const view = new LeaseView(netConf.netConf, ownOf(held));
  const queue = new WorkQueue();
  const keeper = new LeaseKeeper(settings, netConf.netConf, held, endWith('subnet'));
  const worker = new Worker(settings, {
    netConf,
    held,
    view,
    queue,
    wasSetUp,
    onOtherAddress: endWith('address'),
    onReady: () => reporter.ready(),
    onFailure: (failure) => reporter.say({ failure }),
  });
  const listener = storeListener({
    ...{ settings, netConf, held, view, queue, keeper, reporter, stop: over },
    onOtherNetConf: endWith('netConf'),
  });
  const answering = await answerWhenSaved(settings.given.root, async () => worker.saved());
  try {
    await together(
      [followStore(settings, listing, listener, over), keeper.run(over), worker.run(over)],
      life,
    );
  } finally {
    answering?.close();
  }
  return end;
}

/**
 * Waits until the store has a net-conf for this node: until then, all goes on with the one of before, since a life that
 * ended earlier would neither follow the other nodes nor keep its lease.
 */
const canBeReadAgain = async (settings: AgentSettings, over: AbortSignal): Promise<void> =>
  retried(
    settings,
    () => 'SIGHUP: everything is read again when the store can be used',
    async () => refuseUnusable(settings, await storedNetConf(settings, over), over),
    over,
  );

/** Waits for all parts; one that fails ends the others. */
async function together(parts: readonly Promise<void>[], life: AbortController): Promise<void> {
  for (const part of parts) part.catch(() => life.abort());
  await Promise.allSettled(parts);
  await Promise.all(parts);
}

/** This node's record in the view. A store gives it back as it was read. */
function ownOf({ lease: { key, entry } }: HeldLease): { readonly key: string; readonly entry: SourceEntry } {
  if (entry === undefined) throw new Error(`${key} can't be read back from the store`);
  return { key, entry };
}
