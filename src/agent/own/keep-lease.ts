import type { NetConf } from '../../config/index.ts';
import { subnetsOfNode } from '../../flannel/index.ts';
import type { StoredLease, StoreEvent } from '../../stores/index.ts';
import { failureText } from '../retry/retry.ts';
import type { AgentSettings } from '../settings.ts';
import { judgeOwn } from './judge.ts';
import type { HeldLease } from './own-lease.ts';
import { Patience } from './patience.ts';

/**
 * The clock is read again after this part of the margin for a renewal, in which a renewal that comes late is still in
 * time; but not more often than once a minute. Each time an idle process wakes costs it 50 ms and more.
 */
const LOOK_PART = 1 / 6;
const SHORTEST_LOOK_MS = 60_000;

/** The longest wait of a timer, which holds 31 bits of milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/** What became of this node's record in the store. */
type RecordState =
  | { readonly is: 'kept' | 'overwritten' | 'deleted' }
  /** @property rival who else claims the subnet, in words */
  | { readonly is: 'claimed'; readonly rival: string };

/** Keeps this node's record in the store: renews it in time, and puts it back when it was overwritten or deleted. */
export class LeaseKeeper {
  readonly #settings: AgentSettings;
  readonly #netConf: NetConf;
  readonly #held: HeldLease;
  readonly #onMoved: () => void;
  #lease: StoredLease;
  #state: RecordState = { is: 'kept' };
  #wake = new AbortController();
  readonly #patience = new Patience();

  /** @param onMoved the store has assigned this node other subnets */
  constructor(settings: AgentSettings, netConf: NetConf, held: HeldLease, onMoved: () => void) {
    this.#onMoved = onMoved;
    this.#settings = settings;
    this.#netConf = netConf;
    this.#held = held;
    this.#lease = held.lease;
  }

  /** When the lease ends, in milliseconds since 1970; undefined: never. */
  get expires(): number | undefined {
    return this.#lease.expires;
  }

  /** Why this node's record can't be kept; undefined: it is. */
  get rival(): string | undefined {
    return this.#state.is === 'claimed' ? this.#state.rival : undefined;
  }

  /** Whether the record has to be restored. */
  get #isLost(): boolean {
    return this.#state.is === 'overwritten' || this.#state.is === 'deleted';
  }

  /** Takes the events of this node's own record; others are ignored. */
  take(events: readonly StoreEvent[]): void {
    for (const event of events) {
      if (event.type === 'put' && event.lease.key === this.#lease.key) this.#seen(event.lease);
      if (event.type === 'delete' && event.key === this.#lease.key) this.#missed();
    }
  }

  /** A listing says what events would have said. */
  listed(leases: readonly StoredLease[]): void {
    const own = leases.find(({ key }) => key === this.#lease.key);
    if (own === undefined) this.#missed();
    else this.#seen(own);
  }

  /** Renews and restores until it is stopped. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    while (!stop.aborted) {
      this.#wake = new AbortController();
      const isDue = !this.#isLost && (await this.#waited(AbortSignal.any([stop, this.#wake.signal])));
      if (this.#isLost) await clock.sleep(this.#patience.calm(clock.now()), stop);
      if (!stop.aborted && (this.#isLost || isDue)) await this.#write(stop);
    }
  }

  /**
   * Waits until the lease is to be renewed, by whichever clock comes first: that of timers stands still with a machine
   * that is suspended, and the other one may be set back. A lease that another node claims is not renewed.
   * @returns whether it is time
   */
  async #waited(stop: AbortSignal): Promise<boolean> {
    const { clock, renewMargin } = this.#settings;
    const { expires } = this.#lease;
    if (expires === undefined || this.rival !== undefined) {
      await clock.sleep(LONGEST_MS, stop);
      return false;
    }
    for (let left = expires - renewMargin - clock.now(); left > 0 && !stop.aborted; ) {
      const [part, before] = [
        Math.min(left, Math.max(SHORTEST_LOOK_MS, renewMargin * LOOK_PART)),
        clock.now(),
      ];
      await clock.sleep(part, stop);
      left -= Math.max(part, clock.now() - before);
    }
    return !stop.aborted;
  }

  async #write(stop: AbortSignal): Promise<void> {
    const { store, log, clock } = this.#settings;
    const own = { node: this.#held.node, netConf: this.#netConf };
    // The event of this very write may come before its answer.
    const isBack = this.#isLost;
    try {
      if (this.#state.is === 'deleted') {
        const { result, ...published } = await store.publish(own, stop);
        // Who has it is told by the store's next event.
        if (result === 'published' && 'lease' in published) this.#written(published.lease, true);
        else this.#settle();
      } else {
        this.#written(await store.renew(own, stop), isBack);
      }
    } catch (error) {
      if (stop.aborted) return;
      log('error', `the lease of ${this.#subnets()} could not be written: ${failureText(error)}`);
      await clock.sleep(this.#patience.afterFailure(this.#isLost), stop);
    }
  }

  #written(lease: StoredLease, isBack: boolean): void {
    this.#lease = lease;
    this.#patience.written();
    if (isBack) this.#patience.returned(this.#settings.clock.now());
    this.#settle();
    this.#settings.log('info', `the lease of ${this.#subnets()} was ${isBack ? 'restored' : 'renewed'}`);
  }

  /** The record is not to be restored any more; a claim that came meanwhile stays. */
  #settle(): void {
    if (this.#isLost) this.#state = { is: 'kept' };
  }

  #seen(lease: StoredLease): void {
    const { log, store } = this.#settings;
    const judged = judgeOwn(lease, this.#held, this.#netConf);
    if (store.assigned !== undefined && judged.state !== 'ours' && !judged.hasSubnets) return this.#onMoved();
    if (judged.state === 'claimed') return this.#claimed(`${lease.key} is claimed by ${judged.by}`);
    if (this.rival !== undefined) {
      log('info', `${lease.key} is this node's again`);
      this.#wake.abort();
    }
    if (judged.state === 'ours') {
      const { expires = this.#lease.expires } = lease;
      this.#lease = { ...lease, ...(expires !== undefined && { expires }) };
      this.#state = { is: 'kept' };
      return;
    }
    const what = lease.isUnavailable ? 'has the condition NetworkUnavailable' : 'was overwritten';
    log('warn', `${lease.key} ${what}; this node's values are written again`);
    this.#state = { is: 'overwritten' };
    this.#wake.abort();
  }

  #missed(): void {
    const { log, store } = this.#settings;
    log('warn', `${this.#lease.key} is gone from ${store.name}; it is published again`);
    this.#state = { is: 'deleted' };
    this.#wake.abort();
  }

  /** Another node that claims the subnet is not fought, and the pods of this one keep their network. */
  #claimed(rival: string): void {
    if (this.rival !== rival)
      this.#settings.log(
        'error',
        `${rival}, too; the network of this node stays as it is; see both: flannelctl leases`,
      );
    this.#state = { is: 'claimed', rival };
    this.#wake.abort();
  }

  #subnets(): string {
    return subnetsOfNode(this.#held.node).join(' and ');
  }
}
