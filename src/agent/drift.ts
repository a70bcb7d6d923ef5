import { burstCause, type HostEvent, type WatchInterest, watchHost } from '../host/index.ts';
import type { NodeDiff } from '../node/index.ts';
import { type Change, keyOf } from '../state/index.ts';
import { Calm } from './calm.ts';
import { failureText } from './retry.ts';
import type { AgentSettings } from './settings.ts';

/** Events of one's own change may come so long after it on a busy machine, in milliseconds. */
const ECHO_MS = 1000;

/** From so many comparisons a minute on, somebody fights the agent. */
const FIGHT = 6;

/** What a change makes of an object, as its events tell. */
type Touch = 'made' | 'gone' | 'both';

const TOUCHES: Readonly<Record<Change['action'], Touch>> = {
  create: 'made',
  update: 'made',
  adopt: 'made',
  replace: 'both',
  delete: 'gone',
  conflict: 'both',
};

/** Tells of what others change on this host. */
export class DriftWatch {
  readonly #settings: AgentSettings;
  readonly #found: (cause: string) => void;
  readonly #calm = new Calm();
  #interest: WatchInterest;
  #isRunning = false;
  /** Whether a change of the agent's own is at work. */
  #isBusy = false;
  #held: HostEvent[] = [];
  /** The objects that the agent changed last, and until when their events are its own. */
  #touched: ReadonlyMap<string, Touch> = new Map();
  #echoUntil = 0;

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
      for await (const events of watchHost(following(current), stop)) this.#take(events);
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
      this.#touched = new Map(touched.map(({ key, action }) => [key, TOUCHES[action]]));
      this.#echoUntil = performance.now() + ECHO_MS;
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
    const foreign = events.filter((event) => !this.#isEcho(event));
    if (foreign.length === 0) return;
    const cause = burstCause(foreign);
    const keys = foreign.map((event) => (event.type === 'object' ? event.key : event.type));
    const { wait, count } = this.#calm.take(keys, performance.now());
    if (wait === 0) return this.#found(cause);
    if (count === FIGHT)
      this.#settings.log(
        'warn',
        `another program changes this host again and again, ${FIGHT} times within a minute: ${cause}; it is mended later and later`,
      );
    setTimeout(() => this.#found(cause), wait).unref();
  }

  #isEcho(event: HostEvent): boolean {
    if (event.type !== 'object' || performance.now() > this.#echoUntil) return false;
    const touch = this.#touched.get(event.key);
    return touch === 'both' || touch === (event.what === 'gone' ? 'gone' : 'made');
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
