import type { HostEvent, ObjectEvent } from '../../host/index.ts';
import { type Change, objectsOf } from '../../state/index.ts';

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

/**
 * Of a link one change may have several events. Of the others each has one, so that a second is of another program: to
 * compare once too often is better than to miss it.
 */
const TOLD_OFTEN: readonly ObjectEvent['kind'][] = ['link'];

/** A setting is told only when it has another value than it is to have, which the agent never gives it. */
const TOLD_IF_WRONG: readonly ObjectEvent['kind'][] = ['sysctl'];

const hasEvents = (change: Change): boolean =>
  objectsOf(change).every(({ kind }) => !TOLD_IF_WRONG.includes(kind));

/** Events that are still to come of changes of the agent's own. */
interface Expected {
  readonly count: number;
  readonly until: number;
}

const sideOf = ({ what }: ObjectEvent, isLeftDown: boolean): Side =>
  what === 'gone' || isLeftDown ? 'gone' : 'made';

/** Links that a burst of events leaves down. The agent sets none down, but each is down before it is up. */
function linksLeftDown(events: readonly HostEvent[]): ReadonlySet<string> {
  const down = new Set<string>();
  for (const event of events) {
    if (event.type !== 'object' || event.kind !== 'link') continue;
    if (event.isUp === false) down.add(event.key);
    else down.delete(event.key);
  }
  return down;
}

/** Tells events of the agent's own changes from foreign ones. */
export class Echoes {
  readonly #expected = new Map<string, Expected>();

  /** Expects the events of changes that were just made. @param now in milliseconds */
  expect(changes: readonly Change[], now: number): void {
    for (const [name, { until }] of this.#expected) if (until < now) this.#expected.delete(name);
    for (const { key, action } of changes.filter(hasEvents))
      for (const side of SIDES[action]) this.#expectOne(`${side} ${key}`, now);
  }

  /** Expects the events of changes that were made in part, and rolled back. @param now in milliseconds */
  expectUndone(changes: readonly Change[], now: number): void {
    for (const { key, action } of changes.filter(hasEvents))
      if (SIDES[action].length > 0)
        for (const side of ['made', 'gone'] as const) this.#expectOne(`${side} ${key}`, now);
  }

  #expectOne(name: string, now: number): void {
    const count = (this.#expected.get(name)?.count ?? 0) + 1;
    this.#expected.set(name, { count, until: now + ECHO_MS });
  }

  /** The events of a burst that are not of changes of the agent's own. Each change is taken for as many as it makes. */
  foreignOf(events: readonly HostEvent[], now: number): HostEvent[] {
    const down = linksLeftDown(events);
    return events.filter((event) => event.type !== 'object' || !this.#take(event, down.has(event.key), now));
  }

  #take(event: ObjectEvent, isLeftDown: boolean, now: number): boolean {
    const side = sideOf(event, isLeftDown);
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
