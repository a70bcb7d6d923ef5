import { describe, expect, it } from 'vitest';
import { WorkQueue } from '../../../src/agent/passes/work-queue.ts';
import type { PlanNode } from '../../../src/flannel/index.ts';

const running = (): AbortSignal => new AbortController().signal;
const peer = (name: string): PlanNode => ({ name }) as PlanNode;

/** What the queue has at once, without waiting; undefined: nothing. */
async function waiting(queue: WorkQueue) {
  const stop = new AbortController();
  const next = queue.next(stop.signal);
  stop.abort();
  return next;
}

describe('work that waits', () => {
  it('is one full comparison for all its reasons, each once, and takes changed peers in', async () => {
    const queue = new WorkQueue();
    queue.addFull({ text: 'all records of the store were listed' });
    queue.addPeers(new Map([['a', peer('a')]]));
    queue.addFull({ text: 'a route is gone', isDrift: true });
    queue.addFull({ text: 'all records of the store were listed' });
    expect(await queue.next(running())).toEqual({
      kind: 'full',
      reasons: [{ text: 'all records of the store were listed' }, { text: 'a route is gone', isDrift: true }],
    });
    expect(await waiting(queue)).toBe(undefined);
  });

  it('is of peers, each as it was before the first of its changes', async () => {
    const queue = new WorkQueue();
    queue.addPeers(new Map([['a', peer('a')]]));
    queue.addPeers(
      new Map([
        ['a', peer('changed')],
        ['b', undefined],
      ]),
    );
    const work = await queue.next(running());
    expect(work).toMatchObject({ kind: 'peers' });
    expect(work?.kind === 'peers' && [...work.before]).toEqual([
      ['a', peer('a')],
      ['b', undefined],
    ]);
    expect(await waiting(queue)).toBe(undefined);
  });

  it('of peers is as old as the first change', async () => {
    const queue = new WorkQueue();
    const began = performance.now();
    queue.addPeers(new Map([['a', undefined]]));
    const added = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    queue.addPeers(new Map([['b', undefined]]));
    const first = await queue.next(running());
    const since = first?.kind === 'peers' ? first.since : expect.unreachable();
    expect([since >= began, since <= added]).toEqual([true, true]);

    queue.addPeers(new Map([['c', undefined]]));
    const second = await queue.next(running());
    expect(second?.kind === 'peers' && second.since > added).toBe(true);
  });

  it('is a saving only where there is nothing else, and once', async () => {
    const queue = new WorkQueue();
    queue.addSave();
    queue.addSave();
    queue.addPeers(new Map([['a', undefined]]));
    queue.addFull({ text: 'a route is gone' });
    expect(await queue.next(running())).toMatchObject({ kind: 'full' });
    expect(await queue.next(running())).toEqual({ kind: 'save' });
    expect(await waiting(queue)).toBe(undefined);
  });

  it.each([
    ['full', (queue: WorkQueue) => queue.addFull({ text: 'a route is gone' })],
    ['peers', (queue: WorkQueue) => queue.addPeers(new Map([['a', undefined]]))],
    ['save', (queue: WorkQueue) => queue.addSave()],
  ])('is told to who waits for it: %s', async (kind, add) => {
    const queue = new WorkQueue();
    const next = queue.next(running());
    add(queue);
    expect(await next).toMatchObject({ kind });
  });

  it('is not there where no peer changed', async () => {
    const queue = new WorkQueue();
    queue.addPeers(new Map());
    expect(await waiting(queue)).toBe(undefined);
  });

  it('is not given after a stop', async () => {
    const queue = new WorkQueue();
    queue.addFull({ text: 'a route is gone' });
    expect(await queue.next(AbortSignal.abort())).toBe(undefined);
  });

  it('is still waited for after a change of no peer', async () => {
    const queue = new WorkQueue();
    const next = queue.next(running());
    queue.addPeers(new Map());
    queue.addSave();
    expect(await next).toEqual({ kind: 'save' });
  });
});
