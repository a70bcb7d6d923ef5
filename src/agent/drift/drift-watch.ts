import { Failure } from '../../errors/index.ts';
import {
  awaitLinkChanges,
  burstCause,
  type HostEvent,
  type HostWatch,
  type WatchInterest,
  watchHost,
} from '../../host/index.ts';
import type { NodeDiff } from '../../node/index.ts';
import type { Change } from '../../state/index.ts';
import { failureText } from '../retry/retry.ts';
import type { AgentSettings } from '../settings.ts';
import { Calm } from './calm.ts';
import { Echoes } from './echoes.ts';
import { interestOf } from './interest.ts';

/** A change of more objects than this is made without a watch: monitors lose events of so many, or cost more than it. */
const MOST_WATCHED = 500;

interface RunningWatch {
  readonly host: HostWatch;
  readonly end: () => void;
}

/** Tells of what others change on this host. */
export class DriftWatch {
  readonly #settings: AgentSettings;
  readonly #found: (cause: string) => void;
  readonly #calm = new Calm();
  readonly #echoes = new Echoes();
  /** What the last comparison was about. */
  #interest: WatchInterest | undefined;
  #watch: RunningWatch | undefined;
  /** What the change of the agent's own that is at work was about to do: one try after the other. */
  #tries: (readonly Change[])[] = [];
  /** Whether a change of the agent's own is at work. */
  #isBusy = false;
  #held: HostEvent[] = [];

  /** @param found told of a cause for a comparison */
  constructor(settings: AgentSettings, found: (cause: string) => void) {
    this.#settings = settings;
    this.#found = found;
  }

  /**
   * Watches, if it does not yet: what is changed after this has returned is told. It comes before the host is observed,
   * for a comparison or for a verification, so that nothing is missed between the two.
   * @returns whether it was watching already
   */
  async begin(stop: AbortSignal): Promise<boolean> {
    if (stop.aborted) return false;
    const before = this.#watch;
    this.#watch ??= this.#start(stop);
    await this.#watch.host.listening.catch((error: unknown) => this.#failed(error, stop));
    return before !== undefined && before === this.#watch;
  }

  /** Watches, and waits until the host can be compared: what the kernel is about to delete with a link is gone. */
  async beginComparison(stop: AbortSignal): Promise<void> {
    await this.begin(stop);
    await awaitLinkChanges();
  }

  /**
   * A comparison was about this, and its changes are made next. The first ones, and those of very many objects, are made
   * without a watch; then `begin` has to come before their verification.
   */
  compared(diff: NodeDiff): void {
    const { changes } = diff.comparison.diff;
    this.#tries.push(changes);
    if (changes.length > (this.#interest === undefined ? 0 : MOST_WATCHED)) this.#end();
    this.#interest = interestOf(diff);
    this.#watch?.host.setInterest(this.#interest);
  }

  /** Makes a change of the agent's own. @param touchedBy what it changed */
  async during<T>(work: () => Promise<T>, touchedBy: (result: T) => readonly Change[]): Promise<T> {
    const watch = this.#watch;
    this.#isBusy = true;
    this.#tries = [];
    let touched: readonly Change[] = [];
    try {
      const result = await work();
      touched = touchedBy(result);
      this.#tries.pop();
      return result;
    } catch (error) {
      if (!isRolledBack(error)) this.#tries.pop();
      throw error;
    } finally {
      const now = performance.now();
      // Of changes that were made without a watch there are no events to expect.
      if (watch === this.#watch) {
        this.#echoes.expect(touched, now);
        for (const changes of this.#tries) this.#echoes.expectUndone(changes, now);
      }
      // What is heard before anything is of interest would be kept for ever where no comparison succeeds.
      if (this.#interest === undefined) this.#end();
      this.#isBusy = false;
      this.#take(this.#held.splice(0));
    }
  }

  #start(stop: AbortSignal): RunningWatch {
    const over = new AbortController();
    const end = (): void => {
      stop.removeEventListener('abort', end);
      over.abort();
    };
    stop.addEventListener('abort', end);
    const host = watchHost(over.signal, this.#interest);
    void this.#follow(host).catch((error: unknown) => this.#failed(error, stop));
    return { host, end };
  }

  #end(): void {
    this.#watch?.end();
    this.#watch = undefined;
    this.#held = [];
  }

  async #follow(host: HostWatch): Promise<void> {
    for await (const events of host.bursts()) this.#take(events);
  }

  #failed(error: unknown, stop: AbortSignal): void {
    this.#end();
    if (!stop.aborted) this.#settings.log('error', `this host can't be watched: ${failureText(error)}`);
  }

  #take(events: readonly HostEvent[]): void {
    if (this.#isBusy) {
      this.#held.push(...events);
      return;
    }
    const now = performance.now();
    const foreign = this.#echoes.foreignOf(events, now);
    if (foreign.length === 0) return;
    const cause = burstCause(foreign);
    const keys = foreign.map((event) => (event.type === 'object' ? event.key : event.type));
    const { waits, isFight } = this.#calm.take(keys, now);
    if (isFight)
      this.#settings.log(
        'warn',
        `another program changes this host again and again: ${cause}; it is mended later and later`,
      );
    for (const wait of waits)
      if (wait === 0) this.#found(cause);
      else setTimeout(() => this.#found(cause), wait).unref();
  }
}

const isRolledBack = (error: unknown): boolean =>
  error instanceof Failure && (error.exit === 'rolledBack' || error.exit === 'residue');
