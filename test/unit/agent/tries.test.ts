import { describe, expect, it } from 'vitest';
import { retried } from '../../../src/agent/retry/retry.ts';
import { Tries } from '../../../src/agent/retry/tries.ts';
import type { AgentSettings } from '../../../src/agent/settings.ts';
import { Failure } from '../../../src/errors/index.ts';
import { VirtualClock } from '../../support/agent/virtual-clock.ts';

const SHORTEST = (): number => 0;
const LONGEST = (below: number): number => below - 1;

const triesOf = (random: (below: number) => number, first: number, most: number): Tries =>
  new Tries({ log: () => {}, random }, first, most);

const waits = (tries: Tries, count: number): number[] => Array.from({ length: count }, () => tries.wait());

describe('the waits between tries', () => {
  it('are between half of a time that doubles and all of it, up to the longest', () => {
    expect(waits(triesOf(LONGEST, 1000, 5000), 5)).toEqual([1000, 2000, 4000, 5000, 5000]);
    expect(waits(triesOf(SHORTEST, 1000, 5000), 5)).toEqual([500, 1000, 2000, 2500, 2500]);
    expect(waits(triesOf(LONGEST, 7, 100), 2)).toEqual([7, 14]);
    expect(waits(triesOf(SHORTEST, 7, 100), 2)).toEqual([4, 7]);
  });

  it('are short again when it works for good, and not after one success', () => {
    const tries = triesOf(LONGEST, 1000, 30_000);
    waits(tries, 4);
    tries.succeeded();
    expect(waits(tries, 1)).toEqual([16_000]);
    tries.calmDown();
    expect(waits(tries, 2)).toEqual([1000, 2000]);
  });
});

it('a failure is told once, and again after a success', () => {
  const lines: string[] = [];
  const log = (level: string, message: string): void => void lines.push(`${level} ${message}`);
  const tries = new Tries({ log, random: LONGEST }, 1000, 30_000);
  expect([tries.isFailing, tries.failed('refused'), tries.failed('refused')]).toEqual([false, 1000, 2000]);
  expect(tries.isFailing).toBe(true);
  tries.succeeded();
  expect(tries.failed('refused')).toBe(4000);
  expect(lines).toEqual(['error refused', 'error refused']);
  tries.calmDown();
  expect([tries.isFailing, tries.failed('refused')]).toEqual([false, 1000]);
  expect(lines).toEqual(['error refused', 'error refused', 'error refused']);
});

/** Work that fails with one text after the other, then succeeds. */
function trying(
  texts: readonly string[],
  failureOf = (text: string): Error => new Failure('unavailable', text),
) {
  const clock = new VirtualClock();
  const [tries, lines]: [number[], string[]] = [[], []];
  const log = (level: string, message: string): void => void lines.push(`${level} ${message}`);
  const settings = { log, clock, random: LONGEST } as unknown as AgentSettings;
  const work = async (): Promise<string> => {
    const text = texts[tries.push(clock.now()) - 1];
    if (text !== undefined) throw failureOf(text);
    return 'done';
  };
  return { clock, tries, lines, settings, work };
}

describe('what is tried until it succeeds', () => {
  it('is tried with growing waits, and each other failure is logged', async () => {
    const { clock, tries, lines, settings, work } = trying(['no route', 'no route', 'refused', 'refused']);
    const stop = new AbortController();
    const ended = retried(settings, () => 'the lease', work, stop.signal);
    await clock.pass(60_000);
    expect(await ended).toBe('done');
    expect(tries).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(lines).toEqual(['error the lease: no route', 'error the lease: refused']);
  });

  it('waits for thirty seconds at most', async () => {
    const { clock, tries, settings, work } = trying(Array.from({ length: 8 }, () => 'no route'));
    const ended = retried(settings, () => 'the lease', work, new AbortController().signal);
    await clock.pass(600_000);
    await ended;
    expect((tries.at(-1) ?? 0) - (tries.at(-2) ?? 0)).toBe(30_000);
  });

  it('does something else after the first failure, once', async () => {
    const { clock, settings, work } = trying(['no route', 'refused', 'no route']);
    let count = 0;
    const ended = retried(
      settings,
      () => 'the lease',
      work,
      new AbortController().signal,
      () => {
        count += 1;
      },
    );
    await clock.pass(60_000);
    await ended;
    expect(count).toBe(1);
  });

  it('does not do it where the first try succeeds', async () => {
    const { settings, work } = trying([]);
    const never = (): never => expect.unreachable();
    expect(await retried(settings, () => 'the lease', work, new AbortController().signal, never)).toBe(
      'done',
    );
  });

  it('is given up at once for a wrong command line', async () => {
    const { tries, lines, settings, work } = trying(['--etcd-prefix'], (text) => new Failure('usage', text));
    const ended = retried(settings, () => 'the lease', work, new AbortController().signal);
    await expect(ended).rejects.toThrow('--etcd-prefix');
    expect([tries, lines]).toEqual([[0], []]);
  });

  it('ends with a stop, in a wait, in a try, and before the first', async () => {
    const stop = new AbortController();
    const { clock, tries, settings, work } = trying(['no route', 'no route']);
    const ended = retried(settings, () => 'the lease', work, stop.signal);
    await clock.pass(500);
    stop.abort();
    await expect(ended).rejects.toBe(stop.signal.reason);
    expect(tries).toEqual([0]);

    await expect(retried(settings, () => 'the lease', work, stop.signal)).rejects.toBe(stop.signal.reason);
    expect(tries).toEqual([0]);

    const during = new AbortController();
    const { lines, settings: others } = trying([]);
    const stopped = retried(
      others,
      () => 'the lease',
      async () => {
        during.abort();
        throw new Failure('unavailable', 'the request was aborted');
      },
      during.signal,
    );
    await expect(stopped).rejects.toBe(during.signal.reason);
    expect(lines).toEqual([]);
  });
});
