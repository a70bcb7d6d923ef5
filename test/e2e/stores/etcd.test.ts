import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors/index.ts';
import { leaseRecord } from '../../../src/leases/index.ts';
import { startOneEtcd } from '../../support/stores/etcd.ts';
import { leaseText, never, openStore, ownLease, rejection, vxlanData } from '../../support/stores/leases.ts';
import { watching } from '../../support/stores/watcher.ts';

const PREFIX = '/coreos.com/network';
const DAY = 86_400_000;

describe('a store in etcd', () => {
  it('publishes, lists, renews and withdraws a lease, and each is seen by a watch', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    const empty = await store.list(never());
    expect(empty.leases).toEqual([]);
    const watcher = watching(openStore(etcd.url), empty.revision);
    const own = ownLease(3);
    const { key, value } = leaseRecord(own.node, own.netConf) ?? expect.unreachable();
    const before = Date.now();
    const published = await store.publish(own, never());
    expect(published).toMatchObject({ result: 'published', lease: { key, problems: [] } });
    expect(await etcd.ctl('get', key)).toBe(`${key}\n${value}`);
    const { leases } = await store.list(never());
    expect(leases).toMatchObject([
      {
        key,
        problems: [],
        entry: { backendType: 'vxlan', ipv4: { publicIP: '192.168.0.3', pin: '10.0.3.0/24' } },
      },
    ]);
    const renewed = await store.renew(own, never());
    expect(renewed.expires).toBeGreaterThanOrEqual(before + DAY);
    expect(renewed.expires).toBeLessThanOrEqual(Date.now() + DAY);
    await store.withdraw?.(key, never());
    expect(await watcher.events(3)).toEqual([`put ${key}`, `put ${key}`, `delete ${key}`]);
    expect((await store.list(never())).leases).toEqual([]);
    expect(await etcd.ctl('lease', 'list')).toMatch(/found 0 leases/);
  });

  it('gives a subnet to exactly one of 50 that publish it at once, and keeps no lease of the others', async () => {
    const etcd = await startOneEtcd();
    const tries = Array.from({ length: 50 }, async (_, i) =>
      openStore(etcd.url).publish(ownLease(7, { low: i + 1 }), never()),
    );
    const results = (await Promise.all(tries)).map(({ result }) => result);
    expect(results.filter((result) => result === 'published')).toHaveLength(1);
    expect(results.filter((result) => result === 'taken')).toHaveLength(49);
    expect(await etcd.ctl('lease', 'list')).toMatch(/found 1 leases/);
  });

  it('takes an IPv4 subnet for taken that a dual-stack record holds, and the other way round', async () => {
    const store = openStore((await startOneEtcd()).url);
    expect(await store.publish(ownLease(1, { dual: true }), never())).toMatchObject({ result: 'published' });
    expect(await store.publish(ownLease(1, { low: 9 }), never())).toEqual({ result: 'taken' });
    expect(await store.publish(ownLease(2), never())).toMatchObject({ result: 'published' });
    expect(await store.publish(ownLease(2, { dual: true, low: 9 }), never())).toEqual({ result: 'taken' });
    expect(await store.publish(ownLease(20), never())).toMatchObject({ result: 'published' });
  });

  it('grants a lease again where that of the record is gone', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    const own = ownLease(3);
    await store.publish(own, never());
    const [, granted] = (await etcd.ctl('lease', 'list')).split('\n');
    await etcd.ctl('lease', 'revoke', granted ?? '');
    expect((await store.list(never())).leases).toEqual([]);
    const { key } = await store.renew(own, never());
    expect((await store.list(never())).leases.map((lease) => lease.key)).toEqual([key]);
    expect(await etcd.ctl('lease', 'list')).not.toContain(granted);
    expect(await etcd.ctl('lease', 'list')).toMatch(/found 1 leases/);
  });

  it('reads the net-conf, below its own prefix, and tells when it is written or removed', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url, { prefix: '/own/' });
    expect(await store.config(never())).toBeUndefined();
    const { revision } = await store.list(never());
    const watcher = watching(store, revision);
    await etcd.ctl('put', `${PREFIX}/config`, '{"Network":"10.1.0.0/16"}');
    await etcd.ctl('put', '/own/config', '{"Network":"10.2.0.0/16"}');
    expect(await store.config(never())).toBe('{"Network":"10.2.0.0/16"}');
    await etcd.ctl('put', '/own/config-2', 'x');
    await etcd.ctl('del', '/own/config');
    expect(await watcher.events(2)).toEqual(['config {"Network":"10.2.0.0/16"}', 'config ']);
  });

  it('names each record that is none, and reads the others', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    await store.publish(ownLease(1), never());
    const value = leaseText('192.168.0.9', vxlanData(9));
    const bad: Readonly<Record<string, string>> = {
      [`${PREFIX}/subnets-x`]: value,
      [`${PREFIX}/subnets/10.0.22.5-24`]: value,
      [`${PREFIX}/subnets/x`]: '{}',
      [`${PREFIX}/subnets/10.0.3.0-24`]: '\u0001\u0002 garbage',
      [`${PREFIX}/subnets/10.0.4.0-24`]: '',
      [`${PREFIX}/subnets/10.0.5.0-24`]: '[1]',
      [`${PREFIX}/subnets/10.0.6.0-24`]: leaseText('192.168.0.9', {}),
    };
    for (const [key, text] of Object.entries(bad)) await etcd.ctl('put', '--', key, text);
    const { leases } = await store.list(never());
    expect(leases.filter(({ entry }) => entry !== undefined)).toHaveLength(1);
    const named = leases.filter(({ entry }) => entry === undefined);
    expect(named.map(({ key }) => key).sort()).toEqual(Object.keys(bad).sort());
    for (const { key, problems } of named) {
      const [problem] = problems;
      expect(problem?.severity).toBe('error');
      expect(`${problem?.message} ${problem?.location?.file}`).toContain(key.slice(PREFIX.length + 9));
    }
    expect(leases.find(({ key }) => key.endsWith('subnets-x'))?.problems[0]?.hint).toBe(
      `Remove it: etcdctl del ${PREFIX}/subnets-x`,
    );
    await store.withdraw?.(`${PREFIX}/subnets-x`, never());
    expect((await store.list(never())).leases).toHaveLength(Object.keys(bad).length);
  });

  it('removes and writes nothing but leases', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url);
    await etcd.ctl('put', `${PREFIX}/config`, '{}');
    const refused = await rejection(Promise.resolve(store.withdraw?.(`${PREFIX}/config`, never())));
    expect(refused).toBeInstanceOf(Failure);
    expect(refused).toMatchObject({ exit: 'invalidConfig' });
    expect(await store.config(never())).toBe('{}');
    const { node, netConf } = ownLease(1);
    const { ipv4: _, ...none } = node;
    expect(await rejection(store.publish({ node: none, netConf }, never()))).toMatchObject({
      exit: 'invalidConfig',
      message: "the lease of n1 can't be written into etcd: it has no subnet of the network",
    });
    expect(await etcd.ctl('lease', 'list')).toMatch(/found 0 leases/);
  });

  it('ends with the abort reason, a watch too', async () => {
    const store = openStore((await startOneEtcd()).url);
    const { revision } = await store.list(never());
    const stop = new AbortController();
    const reason = new Error('the agent ends');
    const next = store.watch(revision, stop.signal)[Symbol.asyncIterator]().next();
    setTimeout(() => stop.abort(reason), 100);
    expect(await rejection(next)).toBe(reason);
    expect(await rejection(store.list(stop.signal))).toBe(reason);
    expect(await rejection(store.publish(ownLease(1), stop.signal))).toBe(reason);
  });
});
