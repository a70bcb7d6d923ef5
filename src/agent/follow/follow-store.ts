import type { Listing, Store, StoreEvent } from '../../stores/index.ts';
import { StaleRevision } from '../../stores/index.ts';
import { storeErrorKind } from '../operation/metrics.ts';
import { failureText } from '../retry/retry.ts';
import { SaidOnce } from '../retry/said-once.ts';
import { Tries } from '../retry/tries.ts';
import type { AgentSettings } from '../settings.ts';

/** What a follower tells. */
export interface StoreListener {
  /** All records, at the start and after every loss of the connection. */
  readonly listed: (listing: Listing) => void;
  readonly changed: (events: readonly StoreEvent[]) => void;
  /** The connection came or went. */
  readonly connected: (isConnected: boolean) => void;
  /** How many records of other nodes were there before. */
  readonly known: () => number;
}

const FIRST_MS = 200;
const MOST_MS = 30_000;

/** How long to wait before the second look at a store that lists nothing any more. */
const DOUBT_MS = 3000;

/**
 * Follows a store until it is stopped. While the store is away nothing is told, so the data plane stays as it is; after
 * that it lists again, because events may be lost.
 * @param first its records as they were listed a moment ago
 */
export async function followStore(
  settings: AgentSettings,
  first: Listing,
  listener: StoreListener,
  stop: AbortSignal,
): Promise<void> {
  const { store, clock, log, metrics } = settings;
  const tries = new Tries(settings, FIRST_MS, MOST_MS);
  const said = new SaidOnce(log);
  let given: Listing | undefined = first;
  while (!stop.aborted) {
    try {
      const listing: Listing = given ?? (await trustedListing(settings, listener, stop));
      given = undefined;
      listener.listed(listing);
      listener.connected(true);
      if (tries.isFailing) log('info', `${store.name} answers again`);
      tries.succeeded();
      void tellDoubts(store, said, stop);
      for await (const events of store.watch(listing.revision, stop)) {
        tries.calmDown();
        listener.changed(events);
      }
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof StaleRevision) {
        log(
          'info',
          `${store.name} no longer has all changes since the last ones seen: its records are listed again`,
        );
        // A store that always says so must not be listed without a pause.
        await clock.sleep(tries.wait(), stop);
        continue;
      }
      listener.connected(false);
      metrics.countStoreError(storeErrorKind(error));
      const wait = tries.failed(
        `the network of this node stays as it is, because the store is lost: ${failureText(error)}`,
      );
      await clock.sleep(wait, stop);
    }
  }
}

/** Logs what is wrong with a store that answers, once until it is mended; a store that fails meanwhile is told elsewhere. */
async function tellDoubts({ doubts }: Store, said: SaidOnce, stop: AbortSignal): Promise<void> {
  const problems = await doubts?.(stop).catch(() => undefined);
  if (problems === undefined) return;
  said.warn(problems);
  said.endRound();
}

/**
 * A listing that can be believed. An empty one from a store that had records a moment ago may be of a store that was
 * just restarted or is being restored, so it is asked again before all peers are removed.
 */
async function trustedListing(
  { store, clock, log }: AgentSettings,
  { known }: StoreListener,
  stop: AbortSignal,
): Promise<Listing> {
  const listing = await store.list(stop);
  const isEmpty = ({ leases }: Listing): boolean => leases.length <= 1;
  if (!isEmpty(listing) || known() < 1) return listing;
  log('warn', `${store.name} lists no other node, where there were ${known()}: it is asked again in 3 s`);
  await clock.sleep(DOUBT_MS, stop);
  return store.list(stop);
}
