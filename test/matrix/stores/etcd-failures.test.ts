import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { leaseRecord } from '../../../src/leases/index.ts';
import { StaleRevision } from '../../../src/stores/index.ts';
import { type EtcdMember, startEtcd, startOneEtcd } from '../../support/stores/etcd.ts';
import { never, openStore, ownLease, rejection } from '../../support/stores/leases.ts';
import { startProxy } from '../../support/stores/proxy.ts';
import { watching } from '../../support/stores/watcher.ts';

const PREFIX = '/coreos.com/network';
const keyOf = (number: number): string => {
  const { node, netConf } = ownLease(number);
  return leaseRecord(node, netConf)?.key ?? expect.unreachable();
};
const urls = (members: readonly EtcdMember[]): string[] => members.map(({ url }) => url);

describe('a store in etcd, when etcd fails', () => {
  it('goes on with the members that are left, whichever is gone', async () => {
    const members = await startEtcd(3);
    const store = openStore(urls(members));
    for (const [i, member] of members.entries()) {
      await member.signal('SIGKILL');
      expect(await store.publish(ownLease(i + 1), never())).toMatchObject({ result: 'published' });
      expect((await store.list(never())).leases).toHaveLength(i + 1);
      await member.start();
    }
  });

  it('says that there is no leader, and ends the watch, where most members are gone', async () => {
    const members = await startEtcd(3);
    const [first, ...others] = members;
    const store = openStore(first?.url ?? '', { timeout: 1500 });
    const watcher = watching(store, (await store.list(never())).revision);
    await Promise.all(others.map(async (member) => member.signal('SIGKILL')));
    expect(await watcher.ended).toMatchObject({
      exit: 'unavailable',
      message: `etcd at ${first?.url}: it has no leader (etcd said: etcdserver: no leader)`,
    });
    expect(await rejection(store.list(never()))).toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining('no leader'),
    });
    await Promise.all(others.map(async (member) => member.start()));
    expect((await store.list(never())).leases).toEqual([]);
  });

  it('names every endpoint when all members are killed, and works when they are back', async () => {
    const members = await startEtcd(3);
    const store = openStore(urls(members));
    await store.publish(ownLease(1), never());
    const watcher = watching(store, (await store.list(never())).revision);
    await Promise.all(members.map(async (member) => member.signal('SIGKILL')));
    expect(await watcher.ended).toBeInstanceOf(Failure);
    expect(await watcher.ended).toMatchObject({ exit: 'unavailable' });
    const failure = await rejection(store.list(never()));
    expect(failure).toMatchObject({
      exit: 'unavailable',
      hint: expect.stringContaining('Check that etcd runs'),
    });
    for (const { url } of members) expect(String(failure)).toContain(`etcd at ${url}: no connection`);
    await Promise.all(members.map(async (member) => member.start()));
    expect((await store.list(never())).leases.map(({ key }) => key)).toEqual([keyOf(1)]);
  });

  it('has the events of a watch from another member after one was killed', async () => {
    const members = await startEtcd(3);
    const store = openStore(urls(members));
    const { revision } = await store.list(never());
    await store.publish(ownLease(1), never());
    for (const member of members) {
      const watcher = watching(store, revision);
      expect(await watcher.events(1)).toEqual([`put ${keyOf(1)}`]);
      await member.signal('SIGKILL');
      await member.start();
    }
  });

  it('ends a watch by a StaleRevision where etcd was compacted, at its begin and while it is open', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    const { revision } = await store.list(never());
    for (let i = 0; i < 9; i += 1) await etcd.ctl('put', `${PREFIX}/subnets/10.0.1.0-24`, String(i));
    await etcd.ctl('compact', '8');
    expect(await watching(store, revision).ended).toBeInstanceOf(StaleRevision);
    const again = await store.list(never());
    const watcher = watching(store, again.revision);
    await etcd.ctl('put', keyOf(2), 'x');
    expect(await watcher.events(1)).toEqual([`put ${keyOf(2)}`]);
    await etcd.ctl('compact', '11');
    await etcd.ctl('put', keyOf(3), 'x');
    expect(await watcher.events(2)).toEqual([`put ${keyOf(2)}`, `put ${keyOf(3)}`]);
  });

  it('ends a watch by a StaleRevision where etcd was restored from an older snapshot', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    await store.publish(ownLease(1), never());
    const snapshot = `${etcd.folder}-snapshot`;
    await etcd.ctl('snapshot', 'save', snapshot);
    await store.publish(ownLease(2), never());
    const { revision } = await store.list(never());
    await etcd.signal('SIGKILL');
    await etcd.ctl(
      'snapshot',
      'restore',
      snapshot,
      '--data-dir',
      `${etcd.folder}-restored`,
      ...etcd.identity,
    );
    await etcd.start(`${etcd.folder}-restored`);
    expect(await watching(store, revision).ended).toBeInstanceOf(StaleRevision);
    const { leases, revision: restored } = await store.list(never());
    expect(leases.map(({ key }) => key)).toEqual([keyOf(1)]);
    await store.publish(ownLease(3), never());
    expect(await watching(store, restored).events(1)).toEqual([`put ${keyOf(3)}`]);
  });

  it('ends a watch by a StaleRevision where another cluster answers, and where the revision is no one’s', async () => {
    const [one, other] = [await startOneEtcd(), await startOneEtcd()];
    const { revision } = await openStore(one.url).list(never());
    await other.ctl('put', 'a', 'b');
    const store = openStore(other.url);
    expect(await watching(store, revision).ended).toBeInstanceOf(StaleRevision);
    expect(await watching(store, 'x').ended).toBeInstanceOf(StaleRevision);
  });

  it('waits for a member that is stopped for 2 s, and loses no event of it', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    const watcher = watching(store, (await store.list(never())).revision);
    await etcd.signal('SIGSTOP');
    const begin = Date.now();
    const published = store.publish(ownLease(1), never());
    setTimeout(() => void etcd.signal('SIGCONT'), 2000);
    expect(await published).toMatchObject({ result: 'published' });
    expect(Date.now() - begin).toBeGreaterThan(1900);
    expect(await watcher.events(1)).toEqual([`put ${keyOf(1)}`]);
  });

  it('knows its own record where the answer to its first try was lost', async () => {
    const etcd = await startOneEtcd();
    const proxy = await startProxy(etcd.url, (path, count) => path === '/v3/kv/txn' && count === 2);
    const published = await openStore(proxy.url).publish(ownLease(1), never());
    expect(proxy.paths).toEqual(['/v3/lease/grant', '/v3/kv/txn', '/v3/kv/txn']);
    expect(published).toMatchObject({ result: 'published', lease: { key: keyOf(1) } });
    expect((await openStore(etcd.url).list(never())).leases).toHaveLength(1);
    expect(await etcd.ctl('lease', 'list')).toMatch(/found 1 leases/);
  });

  it('leaves a member that hangs, for another one', async () => {
    const members = await startEtcd(3);
    const [first] = members;
    await first?.signal('SIGSTOP');
    // Each begins with any of the members.
    const stores = Array.from({ length: 9 }, () => openStore(urls(members), { timeout: 700 }));
    for (const store of stores) expect((await store.list(never())).leases).toEqual([]);
    await first?.signal('SIGCONT');
  });

  it('says in time that the only member hangs, and ends a watch of it after a silence', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url, { timeout: 300, silence: 400 });
    const watcher = watching(store, (await store.list(never())).revision);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await store.publish(ownLease(1), never());
    expect(await watcher.events(1)).toEqual([`put ${keyOf(1)}`]);
    await etcd.signal('SIGSTOP');
    const hung = { exit: 'unavailable', message: `etcd at ${etcd.url}: no answer within 0.3 s` };
    expect(await watcher.ended).toMatchObject(hung);
    expect(await rejection(store.list(never()))).toMatchObject(hung);
    await etcd.signal('SIGCONT');
    expect((await store.list(never())).leases).toHaveLength(1);
  });
});
