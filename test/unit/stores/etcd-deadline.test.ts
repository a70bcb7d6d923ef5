import { describe, expect, it } from 'vitest';
import { NoAnswer, withDeadline } from '../../../src/stores/etcd/client/deadline.ts';

/** Work that takes until its signal is aborted, and then fails in words of its own. */
const endless = async (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('socket hang up')));
  });

describe('a call with a deadline', { timeout: 5000 }, () => {
  it('fails for want of an answer after its time', async () => {
    await expect(withDeadline(new AbortController().signal, 20, endless)).rejects.toThrow(NoAnswer);
  });

  it('ends with the reason of a stop', async () => {
    const stop = new AbortController();
    const reason = new Error('the agent ends');
    const ended = withDeadline(stop.signal, 60_000, endless);
    stop.abort(reason);
    await expect(ended).rejects.toBe(reason);
    await expect(withDeadline(stop.signal, 60_000, async () => expect.unreachable())).rejects.toBe(reason);
  });

  it('gives what its work gives or throws', async () => {
    const { signal } = new AbortController();
    expect(await withDeadline(signal, 60_000, async () => 7)).toBe(7);
    const refused = new Error('refused');
    await expect(
      withDeadline(signal, 60_000, async () => {
        throw refused;
      }),
    ).rejects.toBe(refused);
  });
});
