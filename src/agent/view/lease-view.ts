import { isDeepStrictEqual } from 'node:util';
import type { NetConf } from '../../config/index.ts';
import type { Problem } from '../../errors/index.ts';
import type { PlanNode } from '../../flannel/index.ts';
import { fitRecord, plannedEntry, rivalOfOwn, rivalsAmong, type SourceEntry } from '../../leases/index.ts';
import type { Listing, StoredLease, StoreEvent } from '../../stores/index.ts';
import { ClaimIndex } from './claim-index.ts';
import type { RefusalReason } from './refusals.ts';
import { sharedAddresses } from './shared-addresses.ts';

/** A record that is no peer, and why. */
export interface RefusedRecord {
  readonly key: string;
  readonly why: RefusalReason;
  readonly problems: readonly Problem[];
}

/** What events changed among the peers and the refused records. */
export interface ViewChange {
  /** The keys of peers that came, went or changed, each with the peer before. */
  readonly peers: ReadonlyMap<string, PlanNode | undefined>;
  /** Records that are refused now, or for another reason than before. */
  readonly refused: readonly RefusedRecord[];
  /** Peers with something odd that was not said before, by the keys of their records. */
  readonly warned: ReadonlyMap<string, Problem>;
  /** The keys of records that were refused and are peers now. */
  readonly mended: readonly string[];
}

interface OwnRecord {
  readonly key: string;
  readonly entry: SourceEntry;
}

interface KnownRecord {
  readonly lease: StoredLease;
  /** The record as a node of the network, apart from the others. */
  readonly fitted?: SourceEntry;
  readonly problems: readonly Problem[];
  /** Its place in the order in which records became known. */
  readonly since: number;
}

interface Changing {
  readonly peers: Map<string, PlanNode | undefined>;
  readonly refused: RefusedRecord[];
  readonly warned: Map<string, Problem>;
  readonly mended: string[];
}

type RivalOfOwn = ReturnType<typeof rivalOfOwn>;

type Rival = NonNullable<ReturnType<ReturnType<typeof rivalsAmong>['get']>>;

/**
 * The records of a store as this node sees them, kept up to date event by event: which are peers, and which are
 * refused. A record costs only itself: one that can't be used, or that claims what another has, is left out, and taken
 * when it is mended. Work is done for the records that changed and for those that claim the same.
 */
export class LeaseView {
  readonly #netConf: NetConf;
  readonly #own: OwnRecord | undefined;
  readonly #rivalOfOwn: RivalOfOwn;
  readonly #claims = new ClaimIndex();
  readonly #known = new Map<string, KnownRecord>();
  #count = 0;
  readonly #peers = new Map<string, PlanNode>();
  readonly #refused = new Map<string, RefusedRecord>();
  /** What was said of peers last, by their keys. */
  readonly #warned = new Map<string, string>();

  /** @param own this node's record: no other may claim what it has; undefined: it has none */
  constructor(netConf: NetConf, own: OwnRecord | undefined) {
    this.#netConf = netConf;
    this.#own = own;
    this.#rivalOfOwn = own === undefined ? () => undefined : rivalOfOwn(own.entry);
  }

  /** The peers, by the key of their record. */
  get peers(): ReadonlyMap<string, PlanNode> {
    return this.#peers;
  }

  get refused(): readonly RefusedRecord[] {
    return [...this.#refused.values()];
  }

  /** All that is in the store now: what is not listed is gone. */
  replace({ leases }: Listing): ViewChange {
    const listed = new Set(leases.map(({ key }) => key));
    const gone = [...this.#known.keys()].filter((key) => !listed.has(key));
    return this.take([
      ...gone.map((key) => ({ type: 'delete', key }) as const),
      ...leases.map((lease) => ({ type: 'put', lease }) as const),
    ]);
  }

  take(events: readonly StoreEvent[]): ViewChange {
    const touched = new Set<string>();
    for (const event of events) {
      if (event.type === 'config') continue;
      const key = event.type === 'put' ? event.lease.key : event.key;
      if (key === this.#own?.key) continue;
      // A store gives a record that was not written since the last listing as it gave it then.
      if (event.type === 'put' && this.#known.get(key)?.lease === event.lease) continue;
      // The records that shared a claim with the old value, and those that share one with the new.
      this.#claims.addNear(key, touched);
      touched.add(key);
      if (event.type === 'put') this.#put(event.lease);
      else this.#delete(key);
    }
    return this.#settle(this.#claims.closure(touched));
  }

  #put(lease: StoredLease): void {
    const { key, entry } = lease;
    const { entry: fitted, problems } =
      entry === undefined ? { problems: [] } : fitBeside(entry, this.#netConf, this.#rivalOfOwn);
    this.#known.set(key, {
      ...{ lease, problems: [...lease.problems, ...problems] },
      ...(fitted && { fitted }),
      since: this.#known.get(key)?.since ?? this.#count++,
    });
    if (fitted === undefined) this.#claims.delete(key);
    else this.#claims.put(key, fitted);
  }

  #delete(key: string): void {
    this.#known.delete(key);
    this.#claims.delete(key);
  }

  /** Decides again about some records, which are all that share a claim with one of them. */
  #settle(keys: ReadonlySet<string>): ViewChange {
    const entries = new Map<SourceEntry, string>();
    const known = [...keys].flatMap((key) => this.#known.get(key) ?? []);
    for (const { fitted, lease } of known.sort((a, b) => a.since - b.since))
      if (fitted !== undefined && this.#claims.isShared(lease.key)) entries.set(fitted, lease.key);
    const rivals = new Map(
      [...rivalsAmong([...entries.keys()], [], this.#netConf.backend)].map(([entry, why]) => [
        entries.get(entry),
        why,
      ]),
    );
    const change: Changing = { peers: new Map(), refused: [], warned: new Map(), mended: [] };
    for (const key of keys) this.#decide(key, rivals.get(key), change);
    const peers = [...entries].filter(([, key]) => this.#peers.has(key));
    this.#warn(keys, sharedAddresses(new Map(peers)), change);
    return change;
  }

  #warn(
    keys: ReadonlySet<string>,
    warnings: ReadonlyMap<string, Problem>,
    { warned }: Pick<Changing, 'warned'>,
  ): void {
    for (const key of keys) {
      const warning = warnings.get(key);
      if (warning === undefined) this.#warned.delete(key);
      else if (this.#warned.get(key) !== warning.message) {
        this.#warned.set(key, warning.message);
        warned.set(key, warning);
      }
    }
  }

  #decide(key: string, rival: Rival | undefined, change: Changing): void {
    const { lease, fitted, problems = [] } = this.#known.get(key) ?? {};
    const isPeer = fitted !== undefined && rival === undefined;
    this.#setPeer(key, isPeer ? plannedEntry(fitted, this.#netConf) : undefined, change.peers);
    const reasons = rival === undefined ? problems : [...problems, rivalProblem(key, rival)];
    const why = lease?.entry === undefined ? 'unreadable' : rival === undefined ? 'unfit' : 'rival';
    this.#setRefused({ key, why, problems: isPeer ? [] : reasons }, change);
  }

  #setPeer(key: string, peer: PlanNode | undefined, changed: Map<string, PlanNode | undefined>): void {
    const before = this.#peers.get(key);
    if (isDeepStrictEqual(before, peer)) return;
    changed.set(key, before);
    if (peer === undefined) this.#peers.delete(key);
    else this.#peers.set(key, peer);
  }

  #setRefused(record: RefusedRecord, { refused, mended }: Changing): void {
    const { key, problems } = record;
    const before = this.#refused.get(key);
    if (problems.length === 0) {
      if (this.#refused.delete(key) && this.#peers.has(key)) mended.push(key);
      return;
    }
    this.#refused.set(key, record);
    if (!isDeepStrictEqual(before?.problems.map(messageIn), problems.map(messageIn))) refused.push(record);
  }
}

/** A record as a node of the network beside this one. */
function fitBeside(
  entry: SourceEntry,
  netConf: NetConf,
  rivalOfThis: RivalOfOwn,
): ReturnType<typeof fitRecord> {
  const fit = fitRecord(entry, netConf);
  const rival = fit.entry && rivalOfThis(fit.entry);
  return rival === undefined ? fit : { problems: [...fit.problems, rivalProblem(entry.name, rival)] };
}

const messageIn = ({ message }: Problem): string => message;

const rivalProblem = (key: string, { message, hint }: Rival): Problem => ({
  severity: 'warning',
  message: `${key}: ${message}`,
  ...(hint && { hint }),
});
