import type { HostEvent, ObjectEvent } from '../host/index.ts';
import type { Change } from '../state/index.ts';

/** Events of one's own change may come so long after it on a busy machine, in milliseconds. */
const ECHO_MS = 3000;

/** What events tell of an object: that it is there, or that it went. */
type Side = 'made' | 'gone';

const SIDES: Readonly<Record<Change['action'], readonly Side[]>> = {
  create: ['made'],
  update: ['made'],
  adopt: ['made'],
  replace: ['gone', 'made'],
  delete: ['gone'],
  conflict: [],
};

/** Kinds of which one change may have several events. Of the others each has one, so that a second is not ours. */
const TOLD_OFTEN: readonly ObjectEvent['kind'][] = ['link', 'address', 'ruleset', 'sysctl'];

/** Events that are still to come of changes of the agent's own. */
interface Expected {
  readonly count: number;
  readonly until: number;
}

/** A link that is set down was not made so by the agent. */
const sideOf = ({ what, isUp }: ObjectEvent): Side => (what === 'gone' || isUp === false ? 'gone' : 'made');

/** Tells events of the agent's own changes from those of others. */
export class Echoes {
  readonly #expected = new Map<string, Expected>();

  /** Expects the events of changes that were just made. @param now in milliseconds */
  expect(changes: readonly Change[], now: number): void {
    for (const [name, { until }] of this.#expected) if (until < now) this.#expected.delete(name);
    for (const { key, action } of changes)
      for (const side of SIDES[action]) {
        const count = (this.#expected.get(`${side} ${key}`)?.count ?? 0) + 1;
        this.#expected.set(`${side} ${key}`, { count, until: now + ECHO_MS });
      }
  }

  /** Whether an event is of a change of the agent's own. Each is taken for that as often as it is expected. */
  take(event: HostEvent, now: number): boolean {
    if (event.type !== 'object') return false;
    const side = sideOf(event);
    // With a link goes what is on it.
    const names = event.what === 'gone' ? [event.key, `link ${event.dev}`] : [event.key];
    return names.some((key) => this.#takeOne(`${side} ${key}`, event, now));
  }

  #takeOne(name: string, { kind, key }: ObjectEvent, now: number): boolean {
    const expected = this.#expected.get(name);
    if (expected === undefined || expected.until < now) return false;
    if (TOLD_OFTEN.includes(kind) || !name.endsWith(` ${key}`)) return true;
    if (expected.count > 1) this.#expected.set(name, { ...expected, count: expected.count - 1 });
    else this.#expected.delete(name);
    return true;
  }
}
