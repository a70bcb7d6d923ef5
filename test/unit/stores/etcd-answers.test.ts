import { describe, expect, it } from 'vitest';
import { StaleRevision, type Store } from '../../../src/stores/index.ts';
import {
  type Gateway,
  type GatewayAnswer,
  startGateway,
  startRawServer,
} from '../../support/stores/gateway.ts';
import { never, openStore, ownLease, rejection } from '../../support/stores/leases.ts';
import { watching } from '../../support/stores/watcher.ts';

const HEADER = { cluster_id: '7', member_id: '1', revision: '30', raft_term: '2' };
const CREATED = `${JSON.stringify({ result: { header: HEADER, watch_id: '1', created: true } })}\n`;

/** An error in the forms of etcd 3.5 and 3.6. */
const forms = (status: number, code: number, message: string): readonly GatewayAnswer[] => [
  { status, body: { error: message, message, code } },
  { status, body: { code, message } },
];

const listed = async (answer: GatewayAnswer, options: object = {}): Promise<unknown> => {
  const { url } = await startGateway(() => answer);
  return rejection(openStore(url, { timeout: 300, ...options }).list(never()));
};

describe('errors of etcd, in the forms of 3.5 and 3.6', () => {
  it.each([
    [503, 14, 'etcdserver: no leader', 'unavailable', 'it has no leader'],
    [503, 14, 'etcdserver: request timed out', 'unavailable', 'it is too slow to answer'],
    [504, 4, 'context deadline exceeded', 'unavailable', 'it is too slow to answer'],
    [
      503,
      14,
      'connection error: desc = "transport: broken pipe"',
      'unavailable',
      'its gateway cannot connect',
    ],
    [429, 8, 'etcdserver: mvcc: database space exceeded', 'unavailable', 'its database is full'],
    [403, 7, 'etcdserver: permission denied', 'permission', 'it denies this user access'],
    [400, 3, 'etcdserver: user name is empty', 'permission', 'it has users turned on, and none is given'],
    [401, 16, 'etcdserver: invalid auth token', 'permission', 'it refuses the token'],
    [500, 13, 'something new\u001b[31m', 'unavailable', 'etcd said: something new␛[31m'],
  ])('HTTP %s, code %s: %s', async (status, code, message, exit, says) => {
    for (const answer of forms(status, code, message)) {
      const failure = await listed(answer);
      expect(failure).toMatchObject({ exit, message: expect.stringContaining(says) });
      expect(failure).toHaveProperty('hint', expect.stringMatching(/\.$|etcdctl/));
    }
  });

  it('an election is waited for, but not beyond an abort', async () => {
    const [, electing] = forms(503, 14, 'etcdserver: leader changed');
    const gateway = await startGateway((_path, _body, count) =>
      count > 3 || electing === undefined ? { body: { header: HEADER } } : electing,
    );
    expect((await openStore(gateway.url).list(never())).leases).toEqual([]);
    expect(gateway.requests).toHaveLength(4);
    const { url } = await startGateway(() => electing ?? expect.unreachable());
    const stop = new AbortController();
    const reason = new Error('the agent ends');
    setTimeout(() => stop.abort(reason), 150);
    expect(await rejection(openStore(url).list(stop.signal))).toBe(reason);
  });

  it('a client certificate with a CommonName beside users is refused in plain text', async () => {
    const body =
      'CommonName of client sending a request against gateway will be ignored and not used as expected\n';
    expect(await listed({ status: 400, body })).toMatchObject({
      exit: 'permission',
      message: expect.stringContaining('refuses a client certificate with a CommonName'),
    });
  });

  it('a token that stays refused is renewed once, not in a loop', async () => {
    for (const refusal of forms(401, 16, 'etcdserver: invalid auth token')) {
      const gateway = await startGateway((path, _, count) =>
        path === '/v3/auth/authenticate' ? { body: { header: HEADER, token: `t${count}` } } : refusal,
      );
      const store = openStore(gateway.url, { username: 'node', password: 'secret' });
      expect(await rejection(store.list(never()))).toMatchObject({ exit: 'permission' });
      expect(gateway.requests.map(({ path, token = '' }) => `${path} ${token}`)).toEqual([
        '/v3/auth/authenticate ',
        '/v3/kv/range t1',
        '/v3/auth/authenticate ',
        '/v3/kv/range t3',
      ]);
    }
  });

  it('a listing starts over, a few times, where etcd was compacted between two pages', async () => {
    for (const compacted of forms(400, 11, 'etcdserver: mvcc: required revision has been compacted')) {
      const key = Buffer.from('/coreos.com/network/subnets/10.0.1.0-24').toString('base64');
      const gateway = await startGateway((_, body) =>
        body.includes('revision') ? compacted : { body: { header: HEADER, kvs: [{ key }], more: true } },
      );
      expect(await rejection(openStore(gateway.url).list(never()))).toMatchObject({
        exit: 'unavailable',
        message: `etcd at ${gateway.url} is compacted faster than it can be listed`,
      });
      expect(gateway.requests).toHaveLength(6);
    }
  });

  /** A gateway that grants leases by count; `keepalive` and `put` are answered as said. */
  const granting = async (keepalive: string, put: (body: string) => GatewayAnswer) => {
    let grants = 0;
    return startGateway((path, body) => {
      if (path === '/v3/lease/keepalive') return { body: `${keepalive}\n` };
      if (path === '/v3/kv/put') return put(body);
      if (path === '/v3/lease/grant') grants += 1;
      return { body: { header: HEADER, succeeded: true, ID: String(grants), TTL: '86400' } };
    });
  };
  const leasesPut = ({ requests }: Gateway): readonly unknown[] =>
    requests.flatMap(({ path, body }) => (path === '/v3/kv/put' ? JSON.parse(body).lease : []));

  it('a lease that is gone during a renewal is granted again', async () => {
    for (const gone of forms(404, 5, 'etcdserver: requested lease not found')) {
      const gateway = await granting('{"result":{"ID":"1","TTL":"86400"}}', (body) =>
        body.includes('"lease":"1"') ? gone : { body: { header: HEADER } },
      );
      const store = openStore(gateway.url, { now: () => 1000 });
      await store.publish(ownLease(1), never());
      expect(await store.renew(ownLease(1), never())).toMatchObject({ expires: 86_401_000, problems: [] });
      expect(leasesPut(gateway)).toEqual(['1', '2']);
    }
  });

  it('a lease that is gone before a renewal has no time in etcd’s answer, and no record is put with it', async () => {
    const gateway = await granting(JSON.stringify({ result: { header: HEADER, ID: '1' } }), () => ({
      body: { header: HEADER },
    }));
    const store = openStore(gateway.url);
    await store.publish(ownLease(1), never());
    await store.renew(ownLease(1), never());
    expect(leasesPut(gateway)).toEqual(['2']);
  });
});

describe('lines of a watch, in the forms of 3.4 to 3.6', () => {
  const ended = async (body: string): Promise<unknown> => {
    const { url } = await startGateway(() => ({ body, open: true }));
    return watching(openStore(url, { timeout: 300 }), '30/2/7').ended;
  };
  const result = (fields: object): string => `${JSON.stringify({ result: { header: HEADER, ...fields } })}\n`;

  it.each([
    ['compaction', result({ watch_id: '1', canceled: true, compact_revision: '30' })],
    [
      'compaction, by its reason',
      result({ canceled: true, cancel_reason: 'rpc error: code = OutOfRange desc = x' }),
    ],
    ['another cluster', result({ header: { ...HEADER, cluster_id: '8' }, events: [] })],
    ['a term of before', result({ header: { ...HEADER, raft_term: '1' }, events: [] })],
    ['a revision of before', result({ header: { ...HEADER, revision: '29' }, events: [] })],
  ])('%s is a StaleRevision, though the stream stays open', async (_, line) => {
    expect(await ended(CREATED + line)).toBeInstanceOf(StaleRevision);
    expect(await ended(line)).toBeInstanceOf(StaleRevision);
  });

  it.each([
    ['{"error":{"grpc_code":14,"http_code":503,"message":"etcdserver: no leader"}}\n', 'it has no leader'],
    ['{"error":{"code":14,"message":"etcdserver: no leader","details":[]}}\n', 'it has no leader'],
    [result({ canceled: true, cancel_reason: 'something new' }), 'etcd said: something new'],
    ['{"result":\n', 'is not etcd 3.4 or later'],
    ['\u0000\u0001\n', 'is not etcd 3.4 or later'],
  ])('%s is a Failure', async (line, says) => {
    for (const begin of ['', CREATED])
      expect(await ended(begin + line)).toMatchObject({ message: expect.stringContaining(says) });
  });

  const config = (text: string): string => {
    const [key, value] = ['/coreos.com/network/config', text].map((each) =>
      Buffer.from(each).toString('base64'),
    );
    return result({ events: [{ kv: { key, value } }] });
  };

  it('lines that come in pieces, cut within a character, are whole', async () => {
    const stream = Buffer.from(CREATED + config('1') + result({ canceled: true, cancel_reason: 'é' }));
    const url = await startRawServer('HTTP/1.1 200 OK\r\n\r\n', (write) => {
      const next = (at: number): void => {
        write(stream.subarray(at, at + 1));
        if (at + 1 < stream.length) setImmediate(() => next(at + 1));
      };
      next(0);
    });
    const watcher = watching(openStore(url), '30/2/7');
    expect(await watcher.ended).toMatchObject({ message: expect.stringContaining('etcd said: é') });
    expect(await watcher.events(1)).toEqual(['config 1']);
  });

  it('messages that arrive together are one array', async () => {
    const long = 'x'.repeat(40_000);
    const stream = Array.from({ length: 12 }, (_, i) => config(`${i}${long}`)).join('');
    const url = await startRawServer('HTTP/1.1 200 OK\r\n\r\n', (write) => {
      write(CREATED);
      setTimeout(() => write(stream), 50);
    });
    const watcher = watching(openStore(url), '30/2/7');
    expect(await watcher.events(12)).toHaveLength(12);
    expect(watcher.batches.length).toBeLessThan(12);
  });
});

describe('an endpoint that is no etcd', () => {
  it.each([
    [
      404,
      '404 page not found\n',
      'invalidConfig',
      'is not etcd 3.4 or later (HTTP 404, "404 page not found")',
    ],
    [200, '<html>hello</html>', 'invalidConfig', 'is not etcd 3.4 or later (HTTP 200, "<html>hello</html>")'],
    [200, '[1]', 'invalidConfig', 'is not etcd 3.4 or later'],
    [301, '', 'invalidConfig', 'is not etcd 3.4 or later'],
    [502, '<html>bad gateway</html>', 'unavailable', 'HTTP 502'],
  ])('HTTP %s with %j', async (status, body, exit, says) => {
    expect(await listed({ status, body })).toMatchObject({ exit, message: expect.stringContaining(says) });
  });

  it('speaks something other than HTTP, or closes the connection', async () => {
    expect(
      await rejection(openStore(await startRawServer('SSH-2.0-OpenSSH_9.2\r\n')).list(never())),
    ).toMatchObject({
      exit: 'invalidConfig',
      message: expect.stringContaining('does not speak HTTP'),
    });
    expect(await rejection(openStore(await startRawServer()).list(never()))).toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining('the connection was closed without an answer'),
    });
  });

  it.each([
    ['listed', 2 ** 25, async (store: Store) => store.list(never())],
    ['examined', 2 ** 26, async (store: Store) => store.examine?.(never())],
  ])('never ends an answer: records are not %s after %i bytes', async (_, limit, ask) => {
    const piece = Buffer.alloc(2 ** 23, 'x');
    const url = await startRawServer('HTTP/1.1 200 OK\r\n\r\n', (write) => {
      for (let i = 0; i < 9; i += 1) write(piece);
    });
    expect(await rejection(ask(openStore(url)))).toMatchObject({
      exit: 'invalidConfig',
      message: `an answer of etcd has more than ${limit} bytes`,
      hint: expect.stringContaining('etcdctl get --prefix --keys-only'),
    });
  });

  it('gives answers of any form, none of which is more than an empty store or a Failure', async () => {
    for (const body of [
      {},
      { kvs: 5 },
      { kvs: [5, null, {}], header: [] },
      { kvs: [{ key: 5, value: {} }] },
    ]) {
      const { url } = await startGateway(() => ({ body }));
      const store = openStore(url);
      const { leases } = await store.list(never());
      expect(leases.every(({ entry, problems }) => entry === undefined && problems.length > 0)).toBe(true);
      expect(await store.config(never())).toBeUndefined();
      expect(await rejection(store.publish(ownLease(1), never()))).toMatchObject({ exit: 'unavailable' });
    }
  });
});
