import { describe, expect, it } from 'vitest';
import { leaseRecord } from '../../../src/leases/index.ts';
import { startOneEtcd } from '../../support/stores/etcd.ts';
import { never, openStore, ownLease } from '../../support/stores/leases.ts';
import { putMany } from '../../support/stores/put-many.ts';
import { watching } from '../../support/stores/watcher.ts';

const PREFIX = '/coreos.com/network';

/** The records of nodes counted from 1. */
const records = (count: number): readonly (readonly [string, string])[] =>
  Array.from({ length: count }, (_, i) => {
    const { node, netConf } = ownLease(i + 1);
    const { key, value } = leaseRecord(node, netConf) ?? expect.unreachable();
    return [key, value];
  });

describe('many records in etcd', () => {
  it('10,000 are listed and read, all of one revision, in well under a second of CPU', async () => {
    const etcd = await startOneEtcd();
    const pairs = records(10_000);
    await putMany(etcd, pairs);
    const store = openStore(etcd.url);
    await store.list(never());
    const begin = process.cpuUsage();
    const { leases, revision } = await store.list(never());
    const { user, system } = process.cpuUsage(begin);
    expect(leases.map(({ key }) => key).sort()).toEqual(pairs.map(([key]) => key).sort());
    expect(leases.every(({ entry, problems }) => entry !== undefined && problems.length === 0)).toBe(true);
    expect(revision).toMatch(/^80\//);
    expect((user + system) / 1000).toBeLessThan(1500);
  });

  it('pages are of one revision while others write', async () => {
    const etcd = await startOneEtcd();
    const pairs = records(5000);
    await putMany(etcd, pairs);
    const store = openStore(etcd.url);
    let isDone = false;
    const writing = (async () => {
      for (let i = 0; !isDone; i += 1) {
        await etcd.ctl('put', `${PREFIX}/subnets/10.250.${i % 256}.0-24`, '{}');
        await etcd.ctl('del', pairs.at(-1 - i)?.[0] ?? '');
      }
    })();
    for (let i = 0; i < 10; i += 1) {
      const { leases, revision } = await store.list(never());
      const [at = '0'] = revision.split('/');
      const answer = await etcd.ctl(
        'get',
        '--prefix',
        '--limit=1',
        '-w',
        'json',
        `--rev=${at}`,
        `${PREFIX}/subnets`,
      );
      expect(JSON.parse(answer)).toMatchObject({ count: leases.length });
    }
    isDone = true;
    await writing;
  });

  it('events of one transaction come in one array, and so do those that arrive together', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    const { revision } = await store.list(never());
    const live = watching(store, revision);
    await putMany(etcd, records(100));
    await live.events(100);
    expect(live.batches.map(({ length }) => length)).toEqual([100]);
    for (const [key, value] of records(300).slice(100)) await putMany(etcd, [[key, value]]);
    await live.events(300);
    const late = watching(openStore(etcd.url), revision);
    expect(await late.events(300)).toEqual(await live.events(300));
    expect(late.batches.length).toBeLessThan(20);
  });

  it('a record of 1 MB costs itself alone, also if there are many', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    const watcher = watching(store, (await store.list(never())).revision);
    const huge = Array.from({ length: 40 }, (_, i): [string, Buffer] => [
      `${PREFIX}/subnets/10.200.${i}.0-24`,
      Buffer.alloc(2 ** 20, i % 2 === 0 ? 'a' : i),
    ]);
    await putMany(etcd, huge, 1);
    await putMany(etcd, records(3));
    const { leases } = await store.list(never());
    expect(leases.filter(({ entry }) => entry !== undefined)).toHaveLength(3);
    const named = leases.filter(({ entry }) => entry === undefined);
    expect(named).toHaveLength(40);
    for (const { key, problems } of named)
      expect(problems).toMatchObject([
        {
          severity: 'error',
          message: expect.stringContaining(key),
          hint: expect.stringContaining(`etcdctl del ${key}`),
        },
      ]);
    const seen = await watcher.events(43);
    expect(seen.slice(0, 40)).toEqual(huge.map(([key]) => `put ${key}`));
    expect(seen.slice(40)).toEqual(records(3).map(([key]) => `put ${key}`));
  });
});
