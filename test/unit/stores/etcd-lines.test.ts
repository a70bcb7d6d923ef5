import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { lineBatches } from '../../../src/stores/etcd/watch/lines.ts';

/** Lets everything run that runs before the event loop turns. */
async function withinTheTurn(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
}

it('lines that come one after another in a turn of the event loop are one batch', async () => {
  const body = new PassThrough();
  const batches = lineBatches(body);
  const first = batches.next();
  await withinTheTurn();
  body.write('a\n');
  await withinTheTurn();
  body.write('b\nc');
  expect((await first).value).toEqual(['a', 'b']);
  body.end();
  expect((await batches.next()).value).toEqual(['c']);
  expect((await batches.next()).done).toBe(true);
});
