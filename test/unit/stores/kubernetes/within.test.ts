import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { within } from '../../../../src/stores/kubernetes/client/within.ts';

const late = (): Error => new Error('late');

describe('work within a time', () => {
  it('is forgotten when it is done, though its signal lives on', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const stop = new AbortController();
    const ask = async (): Promise<WeakRef<object>> =>
      new WeakRef(await within(60_000, late, stop.signal, async () => ({ large: [] })));
    const answer = await ask();
    for (let tries = 0; tries < 20 && answer.deref() !== undefined; tries += 1) {
      await sleep(5);
      collect();
    }
    expect(answer.deref()).toBeUndefined();
    expect(stop.signal.aborted).toBe(false);
  });

  it('ends when the time is over, or when it is stopped', async () => {
    const forever = async (): Promise<never> => new Promise(() => {});
    await expect(within(20, late, new AbortController().signal, forever)).rejects.toThrow('late');
    const stop = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 10);
    await expect(within(60_000, late, stop.signal, forever)).rejects.toBe(reason);
    await expect(within(60_000, late, stop.signal, forever)).rejects.toBe(reason);
  });
});
