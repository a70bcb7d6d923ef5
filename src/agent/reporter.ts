import { messageOf } from '../errors/index.ts';
import type { AgentReport } from '../generated/types.d.ts';
import { writeReport } from '../node/index.ts';
import type { AgentSettings } from './settings.ts';
import type { RefusedRecord } from './view/lease-view.ts';

/** How long a change of the report may wait for others to be written with it. */
const DELAY_MS = 500;

const MOST_LEFT_OUT = 50;

/** Writes what the agent says of itself, for `status` and for whoever looks at the file. */
export class Reporter {
  readonly #settings: AgentSettings;
  #report: AgentReport;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(settings: AgentSettings) {
    const now = new Date(settings.clock.now()).toISOString();
    this.#settings = settings;
    this.#report = {
      kind: 'AgentReport',
      pid: process.pid,
      started: now,
      store: settings.store.name,
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

  /** @param change its undefined values are taken out of the report */
  say(change: { readonly [Key in keyof AgentReport]?: AgentReport[Key] | undefined }): void {
    const merged = Object.entries({ ...this.#report, ...change }).filter(([, value]) => value !== undefined);
    this.#report = Object.fromEntries(merged) as unknown as AgentReport;
    this.#timer ??= setTimeout(() => this.#write(), DELAY_MS);
  }

  connected(connected: boolean): void {
    if (connected !== this.#report.connected) this.say({ connected, since: this.#now() });
  }

  event(): void {
    this.say({ lastEvent: this.#now() });
  }

  leftOut(refused: readonly RefusedRecord[]): void {
    const leftOut = refused.slice(0, MOST_LEFT_OUT).map(({ key, problems }) => ({
      record: key,
      reason: problems.map(({ message }) => message).join('; '),
    }));
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
    this.#writing = this.#writing
      .then(async () => writeReport(this.#settings.given.root, report))
      .catch((error: unknown) =>
        this.#settings.log('warn', `the report could not be written: ${messageOf(error)}`),
      );
  }
}
