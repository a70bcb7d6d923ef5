import { expect } from 'vitest';
import type { EventDocument } from '../../../src/generated/types.d.ts';
import {
  validateChangesDocument,
  validateErrorDocument,
  validateEventDocument,
} from '../../../src/generated/validators.js';

/** An event of `-o ndjson`, from one line. */
export function eventOf(line: string): EventDocument {
  const event = JSON.parse(line) as EventDocument;
  expect(validateEventDocument(event), line).toBe(true);
  return event;
}

const isEnd = ({ event }: EventDocument): boolean => event === 'result' || event === 'error';

/**
 * The events of a command that has ended, having checked what holds for every one: nothing but events, each by the
 * schema; `version` first; `result` or `error` last, with the document that -o json prints; in the order of their times.
 */
export function eventsOf(stdout: string): EventDocument[] {
  expect(stdout).toMatch(/\n$/);
  const events = stdout.trimEnd().split('\n').map(eventOf);
  expect(events[0]).toMatchObject({ event: 'version', version: 1 });
  expect(events.slice(1).filter(({ event }) => event === 'version')).toEqual([]);
  expect(events.findIndex(isEnd)).toBe(events.length - 1);
  checkEnd(events.at(-1));
  const times = events.map(({ time }) => time);
  expect(times).toEqual(times.toSorted());
  checkBatches(events);
  return events;
}

function checkEnd(last: EventDocument | undefined): void {
  if (last?.event === 'error')
    expect(
      validateErrorDocument({ kind: 'Error', version: 1, error: last.error }),
      JSON.stringify(last),
    ).toBe(true);
  else expect(validateChangesDocument(last?.document), JSON.stringify(last)).toBe(true);
}

/** Batches are counted from 1 in each direction, and the next one begins when the one before is done. */
function checkBatches(events: readonly EventDocument[]): void {
  for (const direction of ['forward', 'back'] as const) {
    const course = events.filter((event) => event.direction === direction && event.n !== undefined);
    const wanted = course.map((_, i) => [i % 2 === 0 ? 'batch' : 'done', Math.floor(i / 2) + 1]);
    expect(course.map(({ event, n }) => [event, n])).toEqual(wanted);
    expect(new Set(course.map(({ of }) => of)).size).toBeLessThanOrEqual(1);
  }
}

/** What happened, without numbers: `batch` and `done` of one direction are one word. */
export function courseOf(events: readonly EventDocument[]): string[] {
  const words = events.map(({ event, direction }) =>
    event === 'batch' || event === 'done' ? `batches ${direction}` : event,
  );
  return words.filter((word, i) => word !== words[i - 1]);
}
