import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectBursts } from '../../../src/host/monitor/bursts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The sizes of the bursts that values make, a few of which arrive every ten milliseconds. */
async function burstsOf({
  each,
  times,
}: {
  readonly each: number;
  readonly times: number;
}): Promise<number[]> {
  const stop = new AbortController();
  const { push, arrays } = collectBursts<number>(stop.signal);
  const sizes: number[] = [];
  const reading = (async () => {
    for await (const burst of arrays()) sizes.push(burst.length);
  })();
  for (let i = 0; i < times; i += 1) {
    push(Array.from({ length: each }, () => i));
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(100);
  stop.abort();
  await reading;
  return sizes;
}

test('values that come one after the other are one burst', async () => {
  expect(await burstsOf({ each: 1, times: 5 })).toEqual([5]);
});

test('a few that go on and on are told in time', async () => {
  expect((await burstsOf({ each: 1, times: 30 })).length).toBeGreaterThan(1);
});

test('very many are one burst, as long as a flush of 10,000 entries lasts', async () => {
  expect(await burstsOf({ each: 150, times: 70 })).toEqual([10_500]);
});

test('very many that do not end are told after a second', async () => {
  expect((await burstsOf({ each: 150, times: 250 })).length).toBeGreaterThan(1);
});

test('a process that was busy reads what has arrived before its burst ends', async () => {
  vi.useRealTimers();
  const stop = new AbortController();
  const { push, arrays } = collectBursts<string>(stop.signal);
  push(['before']);
  const { port1, port2 } = new MessageChannel();
  // It arrives at once, and is read when the event loop has run its timers.
  port2.addEventListener('message', () => push(['meanwhile']));
  port2.start();
  port1.postMessage('');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
  expect((await arrays().next()).value).toEqual(['before', 'meanwhile']);
  stop.abort();
  port1.close();
});

test('values at every turn of the event loop do not put off the end of a burst', async () => {
  vi.useRealTimers();
  const stop = new AbortController();
  const { push, arrays } = collectBursts<string>(stop.signal);
  const again = (): void => {
    push(['a']);
    if (!stop.signal.aborted) setImmediate(again);
  };
  again();
  const end = setTimeout(() => stop.abort(), 5000);
  expect((await arrays().next()).value?.length).toBeGreaterThan(1);
  clearTimeout(end);
  stop.abort();
});
