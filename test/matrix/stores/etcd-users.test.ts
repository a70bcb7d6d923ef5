import { describe, expect, it } from 'vitest';
import { makeAuthority } from '../../support/stores/certificates.ts';
import { type EtcdMember, startOneEtcd } from '../../support/stores/etcd.ts';
import { never, openStore, ownLease, rejection } from '../../support/stores/leases.ts';
import { watching } from '../../support/stores/watcher.ts';

const PREFIX = '/coreos.com/network';
const SIMPLE = ['--auth-token', 'simple', '--auth-token-ttl', '1'];
const NODE = { username: 'node', password: 'secret' };

/** Makes the user `node` with rights to some prefixes, and turns users on. */
async function turnUsersOn(etcd: EtcdMember, prefixes: readonly string[] = [`${PREFIX}/`]): Promise<void> {
  await etcd.ctl('user', 'add', 'root:root');
  await etcd.ctl('user', 'grant-role', 'root', 'root');
  await etcd.ctl('user', 'add', `${NODE.username}:${NODE.password}`);
  await etcd.ctl('role', 'add', 'flannel');
  for (const prefix of prefixes)
    await etcd.ctl('role', 'grant-permission', 'flannel', 'readwrite', '--prefix', prefix);
  await etcd.ctl('user', 'grant-role', NODE.username, 'flannel');
  await etcd.ctl('auth', 'enable');
}

const wait = async (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a store in etcd with users', () => {
  it('works with a user that has rights to what flanneld uses, and no more', async () => {
    const etcd = await startOneEtcd();
    await turnUsersOn(etcd, [`${PREFIX}/subnets`, `${PREFIX}/config`]);
    const store = openStore(etcd.url, NODE);
    expect(await store.config(never())).toBeUndefined();
    const watcher = watching(store, (await store.list(never())).revision);
    const own = ownLease(1);
    expect(await store.publish(own, never())).toMatchObject({ result: 'published' });
    const { key } = await store.renew(own, never());
    await store.withdraw?.(key, never());
    expect(await watcher.events(3)).toHaveLength(3);
  });

  it('fetches a new token when its own has expired, for a watch as for anything else', async () => {
    const etcd = await startOneEtcd({ flags: SIMPLE });
    await turnUsersOn(etcd);
    const store = openStore(etcd.url, NODE);
    const { revision } = await store.list(never());
    // etcd looks for expired tokens every second.
    await wait(3500);
    const watcher = watching(store, revision);
    await store.publish(ownLease(1), never());
    expect(await watcher.events(1)).toHaveLength(1);
    await wait(3500);
    expect((await store.list(never())).leases).toHaveLength(1);
  });

  it('fetches a new token when etcd was restarted, or its users were changed', async () => {
    const etcd = await startOneEtcd();
    await turnUsersOn(etcd);
    const store = openStore(etcd.url, NODE);
    await store.list(never());
    await etcd.signal('SIGKILL');
    await etcd.start();
    expect((await store.list(never())).leases).toEqual([]);
    await etcd.ctl('--user', 'root:root', 'user', 'add', 'another:another');
    expect(await store.publish(ownLease(1), never())).toMatchObject({ result: 'published' });
  });

  it('needs no token while users are turned off, and fetches one when they are turned on', async () => {
    const etcd = await startOneEtcd();
    const store = openStore(etcd.url, NODE);
    expect((await store.list(never())).leases).toEqual([]);
    await turnUsersOn(etcd);
    expect((await store.list(never())).leases).toEqual([]);
  });

  it('says what a user lacks, and asks for a token once, not in a loop', async () => {
    const etcd = await startOneEtcd();
    await turnUsersOn(etcd, ['/other/']);
    const listed = async (options: object): Promise<unknown> =>
      rejection(openStore(etcd.url, options).list(never()));
    expect(await listed({})).toMatchObject({
      exit: 'permission',
      message: `etcd at ${etcd.url}: it has users turned on, and none is given (etcd said: etcdserver: user name is empty)`,
      hint: 'Give --etcd-username and --etcd-password.',
    });
    expect(await listed({ ...NODE, password: 'wrong' })).toMatchObject({
      exit: 'permission',
      message: expect.stringContaining('it refuses the user or its password'),
    });
    const denied = {
      exit: 'permission',
      message: expect.stringContaining('it denies this user access'),
      hint: `Allow it: etcdctl role grant-permission ROLE readwrite --prefix ${PREFIX}/, where ROLE is one of node's.`,
    };
    expect(await listed(NODE)).toMatchObject(denied);
    const { revision } = await openStore(etcd.url, { ...NODE, prefix: '/other' }).list(never());
    const store = openStore(etcd.url, NODE);
    expect(await watching(store, revision).ended).toMatchObject(denied);
    expect(await rejection(store.publish(ownLease(1), never()))).toMatchObject(denied);
    expect(await etcd.ctl('--user', 'root:root', 'lease', 'list')).toMatch(/found 0 leases/);
  });

  it('names the CommonName that a client certificate must not have beside users', async () => {
    const authority = await makeAuthority();
    const server = await authority.issue('server', { subject: '/CN=etcd', usage: 'serverAuth,clientAuth' });
    const etcd = await startOneEtcd({
      scheme: 'https',
      flags: [
        '--cert-file',
        server.cert,
        '--key-file',
        server.key,
        '--trusted-ca-file',
        authority.ca,
        '--client-cert-auth',
      ],
    });
    const named = await authority.issue('named', { subject: '/CN=node', usage: 'clientAuth' });
    const unnamed = await authority.issue('unnamed', { subject: '/O=node', usage: 'clientAuth' });
    await turnUsersOn({
      ...etcd,
      ctl: async (...args) =>
        etcd.ctl('--cacert', authority.ca, '--cert', unnamed.cert, '--key', unnamed.key, ...args),
    });
    const options = { ...NODE, cafile: authority.ca };
    const store = openStore(etcd.url, { ...options, certfile: named.cert, keyfile: named.key });
    expect(await rejection(store.list(never()))).toMatchObject({
      exit: 'permission',
      message: expect.stringContaining('it refuses a client certificate with a CommonName'),
      hint: 'Give a client certificate without a CommonName (CN) in its subject, beside user and password.',
    });
    const good = openStore(etcd.url, { ...options, certfile: unnamed.cert, keyfile: unnamed.key });
    expect((await good.list(never())).leases).toEqual([]);
  });
});
