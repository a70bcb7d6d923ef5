import { messageOf } from '../errors/index.ts';
import type { AgentReport } from '../generated/types.d.ts';
import { writeReport } from '../node/index.ts';
import type { StoreEvent } from '../stores/index.ts';
import type { LeaseKeeper } from './own/keep-lease.ts';
import type { AgentSettings } from './settings.ts';
import type { RefusedRecord } from './view/lease-view.ts';
import { stateText } from './words.ts';

/** How long a change of the report may wait for others to be written with it. */
const DELAY_MS = 500;

const MOST_LEFT_OUT = 50;

/** Writes what the agent says of itself, for `status` and for whoever looks at the file. */
export class AgentReporter {
  readonly #settings: AgentSettings;
  readonly #onReady: () => void;
  readonly #report: AgentReport;
  #timer: NodeJS.Timeout | undefined;
  /** Why the report could not be written the last time. */
  #failure = '';
  /** What systemd was told last. */
  #state = '';
  #writing: Promise<void> = Promise.resolve();

  /** @param onReady called each time the node matches the store */
  constructor(settings: AgentSettings, onReady: () => void) {
    this.#onReady = onReady;
    const now = new Date(settings.clock.now()).toISOString();
    this.#settings = settings;
    this.#report = {
      kind: 'AgentReport',
      pid: process.pid,
      started: now,
      store: settings.store.name,
      storeFlags: settings.storeFlags,
      connected: false,
      since: now,
      ready: false,
      peers: 0,
      leftOut: [],
    };
  }

  get report(): AgentReport {
    return this.#report;
  }

  /** It comes several times with each event, so it costs next to nothing. @param change undefined: it is so no more */
  say(change: { readonly [Key in keyof AgentReport]?: AgentReport[Key] | undefined }): void {
    Object.assign(this.#report, change);
    this.#timer ??= setTimeout(() => this.#write(), DELAY_MS);
  }

  connected(connected: boolean): void {
    this.#settings.metrics.setConnected(connected);
    if (connected !== this.#report.connected) this.say({ connected, since: this.#now() });
  }

  events(events: readonly StoreEvent[]): void {
    for (const { type } of events) this.#settings.metrics.countStoreEvents(type, 1);
    this.say({ lastEvent: this.#now() });
  }

  ready(): void {
    this.say({ ready: true });
    this.#onReady();
  }

  /** @param expires when this node's lease ends, in milliseconds since 1970; undefined: never */
  peers(peers: number, subnets: readonly string[], { expires, rival }: LeaseKeeper): void {
    const lease = {
      subnets: [...subnets],
      ...(expires !== undefined && { expires: new Date(expires).toISOString() }),
      ...(rival !== undefined && { rival }),
    };
    this.#settings.metrics.setPeers(peers);
    this.#settings.metrics.setLeaseExpiry(expires);
    this.say({ peers, lease });
  }

  leftOut(refused: readonly RefusedRecord[]): void {
    const leftOut = refused.slice(0, MOST_LEFT_OUT).map(({ key, problems }) => ({
      record: key,
      reason: problems.map(({ message }) => message).join('; '),
    }));
    const counts: Partial<Record<RefusedRecord['why'], number>> = {};
    for (const { why } of refused) counts[why] = (counts[why] ?? 0) + 1;
    this.#settings.metrics.setRefused(counts);
    this.say({ leftOut, leftOutCount: refused.length });
  }

  /** Writes the last report: the agent ends. */
  async end(): Promise<void> {
    this.say({ ended: this.#now() });
    await this.writeNow();
  }

  /** Writes the report without waiting for more. */
  async writeNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#write();
    await this.#writing;
  }

  #now(): string {
    return new Date(this.#settings.clock.now()).toISOString();
  }

  #write(): void {
    this.#timer = undefined;
    const report = this.#report;
    this.#tellState(stateText(report));
    this.#writing = this.#writing
      .then(async () => writeReport(this.#settings.given.root, report))
      .then(
        () => {
          this.#failure = '';
        },
        (error: unknown) => this.#failed(messageOf(error)),
      );
  }

  #tellState(state: string): void {
    if (state !== this.#state) this.#settings.notifier.status(state);
    this.#state = state;
  }

  /** Says once that the report can't be written, until it can. */
  #failed(text: string): void {
    if (text !== this.#failure)
      this.#settings.log('warn', `the report for flannelctl status could not be written: ${text}`);
    this.#failure = text;
  }
}
