import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type GatewayAnswer, startGateway } from '../../support/stores/gateway.ts';
import { never, openStore, rejection } from '../../support/stores/leases.ts';

/** How many of two members are asked for a list of leases, where each gives this answer. */
async function asked(answer: GatewayAnswer): Promise<number> {
  const members = await Promise.all([startGateway(() => answer), startGateway(() => answer)]);
  const store = openStore(
    members.map(({ url }) => url),
    { timeout: 300 },
  );
  await rejection(store.list(never()));
  return members.filter(({ requests }) => requests.length > 0).length;
}

describe('another member of the cluster', () => {
  it.each<[string, GatewayAnswer]>([
    ['is broken', { status: 500, body: { code: 13, message: 'something new' } }],
    ['is too slow', { status: 504, body: { code: 4, message: 'context deadline exceeded' } }],
    [
      'has a full database',
      { status: 429, body: { code: 8, message: 'etcdserver: mvcc: database space exceeded' } },
    ],
  ])('is asked where one %s', async (_, answer) => {
    expect(await asked(answer)).toBe(2);
  });

  it.each<[string, GatewayAnswer]>([
    ['its user', { status: 403, body: { code: 7, message: 'etcdserver: permission denied' } }],
    [
      'its user, in a request that is wrong',
      { status: 400, body: { code: 3, message: 'etcdserver: key is not provided' } },
    ],
    [
      'its certificate',
      { status: 400, body: 'CommonName of client sending a request against gateway will be ignored\n' },
    ],
  ])('is not asked where one refuses %s', async (_, answer) => {
    expect(await asked(answer)).toBe(1);
  });
});

describe('members of two clusters', () => {
  const gatewayOf = async (cluster_id: string) =>
    startGateway(() => ({ body: { header: { cluster_id, revision: '3', raft_term: '2' } } }));
  const doubtsOf = async (urls: readonly string[]): Promise<readonly string[]> =>
    ((await openStore(urls, { timeout: 300 }).doubts?.(never())) ?? []).map(({ message }) => message);

  it('are named, and those that do not answer are not', async () => {
    const [one, other, same] = [await gatewayOf('7'), await gatewayOf('8'), await gatewayOf('7')];
    const learner = await startGateway(() => ({
      status: 503,
      body: { code: 14, message: 'etcdserver: rpc not supported for learner' },
    }));
    const urls = [learner, one, other, same].map(({ url }) => url);
    expect(await doubtsOf(urls)).toEqual([
      `etcd at ${other.url} is of another cluster than at ${one.url}, so that chance decides which nodes are followed`,
    ]);
    expect(await doubtsOf([one.url, same.url, 'http://127.0.0.1:9'])).toEqual([]);
  });

  it('can’t be where there is one endpoint, which is not asked', async () => {
    const one = await gatewayOf('7');
    expect([await doubtsOf([one.url]), one.requests]).toEqual([[], []]);
  });
});

describe('the member in use', () => {
  it('is the last that worked', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const broken = await startGateway(() => ({ status: 500, body: { code: 13, message: 'something new' } }));
    const good = await startGateway(() => ({ body: { header: { cluster_id: '7', revision: '30' } } }));
    const store = openStore([broken.url, good.url], { timeout: 300 });
    for (const times of [1, 2, 3]) {
      expect((await store.list(never())).leases).toEqual([]);
      expect([broken.requests.length, good.requests.length]).toEqual([1, times]);
    }
  });
});
