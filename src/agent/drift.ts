import { burstCause, type HostEvent, type WatchInterest, watchHost } from '../host/index.ts';
import type { NodeDiff } from '../node/index.ts';
import { type Change, keyOf } from '../state/index.ts';
import { Calm } from './calm.ts';
import { Echoes } from './echoes.ts';
import { failureText } from './retry.ts';
import type { AgentSettings } from './settings.ts';

/** Tells of what others change on this host. */
export class DriftWatch {
  readonly #settings: AgentSettings;
  readonly #found: (cause: string) => void;
  readonly #calm = new Calm();
  readonly #echoes = new Echoes();
  #interest: WatchInterest;
  #isRunning = false;
  /** Whether the monitors listen: of changes before that there are no events to expect. */
  #isListening = false;
  /** Whether a change of the agent's own is at work. */
  #isBusy = false;
  #held: HostEvent[] = [];

  /** @param found told of a cause for a comparison */
  constructor(settings: AgentSettings, found: (cause: string) => void) {
    this.#settings = settings;
    this.#found = found;
    this.#interest = { root: settings.given.root, links: new Set(), networks: [], sysctls: [], paths: [] };
  }

  /** Watches from now on for what a comparison was about. */
  async begin(diff: NodeDiff, stop: AbortSignal): Promise<void> {
    this.#interest = interestOf(diff);
    if (this.#isRunning) return;
    this.#isRunning = true;
    const current = (): WatchInterest => this.#interest;
    try {
      for await (const events of watchHost(following(current), stop)) {
        this.#isListening = true;
        this.#take(events);
      }
    } catch (error) {
      if (!stop.aborted) this.#settings.log('error', `this host can't be watched: ${failureText(error)}`);
    }
  }

  /** Makes a change of the agent's own. @param touchedBy what it changed */
  async during<T>(work: () => Promise<T>, touchedBy: (result: T) => readonly Change[]): Promise<T> {
    this.#isBusy = true;
    let touched: readonly Change[] = [];
    try {
      const result = await work();
      touched = touchedBy(result);
      return result;
    } finally {
      if (this.#isListening) this.#echoes.expect(touched, performance.now());
      this.#isBusy = false;
      const held = this.#held;
      this.#held = [];
      if (held.length > 0) this.#take(held);
    }
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

/** An interest that is always the current one, because a watch reads it anew for each event. */
const following = (current: () => WatchInterest): WatchInterest =>
  new Proxy({} as WatchInterest, { get: (_, name) => Reflect.get(current(), name) });

/** What of the host a node is made of. Peers' objects bear our mark. */
function interestOf({ root, network, target }: NodeDiff): WatchInterest {
  const links = target.desired.flatMap((object) => (object.kind === 'link' ? [object.name] : []));
  const kept = new Set(target.desired.flatMap((object) => ('peer' in object ? [] : [keyOf(object)])));
  return {
    root,
    links: new Set([...links, network.bridge]),
    uplink: network.uplink.name,
    networks: network.families.map(({ network: { network: prefix } }) => prefix),
    engine: network.engine,
    sysctls: target.scope.sysctls,
    paths: target.desired.flatMap((object) => (object.kind === 'file' ? [object.path] : [])),
    keeps: (key) => kept.has(key),
  };
}
