import { rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { StaleRevision, type Store } from '../../../../src/stores/index.ts';
import { must, nodeObject } from '../../../support/apiserver/api-server.ts';
import { LEASE, OWN } from '../../../support/apiserver/behaviour.ts';
import { clusterOf, storeBy, testFolder } from '../../../support/apiserver/configs.ts';
import { type Model, modelApiServer } from '../../../support/apiserver/model.ts';
import { failureOf, going, watching } from '../../../support/apiserver/watching.ts';

let server: Model;
let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await testFolder();
});
beforeEach(async () => {
  server = await modelApiServer();
  store = await storeBy(folder, clusterOf(server), { token: await server.token() });
});
afterEach(async () => {
  await store.close();
  await server.stop();
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const answer =
  (status: number, text: string, headers: Readonly<Record<string, string>> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(text);
  };
const status = (code: number, message: string): string => JSON.stringify({ kind: 'Status', message, code });
const create = async (name: string, third = 1) =>
  must(
    server,
    'POST',
    '/api/v1/nodes',
    nodeObject(name, { annotations: LEASE, podCIDRs: [`10.244.${third}.0/24`] }),
  );
const asked = (from: number): string[] => server.requests.slice(from);

describe('a list of nodes', () => {
  it('begins again when the server forgot its revision between two pages', async () => {
    await Promise.all(Array.from({ length: 251 }, async (_, i) => create(`m${1000 + i}`)));
    const from = server.requests.length;
    const firstPage = (await must(server, 'GET', '/api/v1/nodes?limit=250')) as object;
    server.next.push(
      answer(200, JSON.stringify(firstPage)),
      answer(410, status(410, 'The provided continue is too old')),
    );
    expect((await store.list(going())).leases).toHaveLength(251);
    expect(asked(from + 1)).toEqual([
      'GET /api/v1/nodes?limit=250',
      'GET /api/v1/nodes?limit=250&continue=250',
      'GET /api/v1/nodes?limit=250',
      'GET /api/v1/nodes?limit=250&continue=250',
    ]);
  });

  it('gives up where the server forgets it each time', async () => {
    for (let i = 0; i < 3; i += 1) server.next.push(answer(410, status(410, 'too old')));
    const { exit, message } = await failureOf(store.list(going()));
    expect([exit, message]).toEqual([
      'unavailable',
      expect.stringContaining('forgets a list of nodes while it is read'),
    ]);
  });

  it.each([
    ['a page of a proxy', '<html>Sign in</html>'],
    ['another kind', '{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[]}'],
    ['no revision', '{"kind":"NodeList","metadata":{},"items":[]}'],
    ['nothing', ''],
  ])('is not taken for empty where the answer is %s', async (_, text) => {
    server.next.push(answer(200, text));
    const { exit, message } = await failureOf(store.list(going()));
    expect([exit, message]).toEqual([
      'unavailable',
      expect.stringContaining('something else than a list of nodes'),
    ]);
  });

  it('has no record for items that are no nodes', async () => {
    const items = [
      null,
      7,
      {},
      { metadata: null },
      { metadata: { name: 5 } },
      { metadata: { name: 'n', annotations: 'x' } },
    ];
    server.next.push(
      answer(200, JSON.stringify({ kind: 'NodeList', metadata: { resourceVersion: '7' }, items })),
    );
    expect(await store.list(going())).toEqual({ leases: [], revision: '7' });
  });
});

describe('a kept connection', () => {
  const closes = (response: ServerResponse): void => void response.socket?.destroy();

  it('may have been closed by the server since the last request', async () => {
    await store.list(going());
    server.next.push(closes);
    expect((await store.list(going())).leases).toEqual([]);
    expect(server.requests).toHaveLength(3);
  });

  it('is another thing than a server that closes a new one', async () => {
    server.next.push(closes);
    expect(await failureOf(store.list(going()))).toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining('it closed the connection (ECONNRESET)'),
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a server that refuses for now', () => {
  it('is asked again after the time that it says', async () => {
    server.next.push(answer(429, 'Too many requests, please try again later.\n', { 'retry-after': '1' }));
    const began = performance.now();
    expect((await store.list(going())).leases).toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(server.requests).toHaveLength(2);
  });

  it('is given up after five times, and at once where it says a long time', async () => {
    for (let i = 0; i < 5; i += 1)
      server.next.push(answer(429, 'Too many requests\n', { 'retry-after': '0' }));
    const { exit, message } = await failureOf(store.list(going()));
    expect([exit, message]).toEqual([
      'unavailable',
      `Kubernetes at ${server.url} could not list nodes (429): Too many requests`,
    ]);
    expect(server.requests).toHaveLength(5);
    server.next.push(answer(429, 'Too many requests\n', { 'retry-after': '3600' }));
    expect((await failureOf(store.list(going()))).exit).toBe('unavailable');
    expect(server.requests).toHaveLength(6);
  });

  it('is no reason to wait where it is broken', async () => {
    server.next.push(answer(500, status(500, 'etcdserver: leader changed')));
    const { exit, message } = await failureOf(store.list(going()));
    expect([exit, message]).toEqual([
      'unavailable',
      `Kubernetes at ${server.url} could not list nodes (500): etcdserver: leader changed`,
    ]);
  });

  it('does not keep a wait from being stopped', async () => {
    server.next.push(answer(429, '', { 'retry-after': '20' }));
    const stop = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 100);
    await expect(store.list(stop.signal)).rejects.toBe(reason);
  });

  it('is not obeyed in a patch that a policy forbids', async () => {
    await create('n1');
    const node = JSON.stringify(await must(server, 'GET', '/api/v1/nodes/n1'));
    server.next.push(answer(200, node), answer(422, status(422, 'denied by policy')));
    const { exit, message } = await failureOf(store.publish(OWN, going()));
    expect([exit, message]).toEqual([
      'invalidConfig',
      `Kubernetes at ${server.url} refuses to patch nodes/status: denied by policy`,
    ]);
  });
});

describe('a lease that is there already', () => {
  it('is not written again', async () => {
    await must(server, 'POST', '/api/v1/nodes', nodeObject('n1', { podCIDRs: ['10.244.1.0/24'] }));
    await store.publish(OWN, going());
    const from = server.requests.length;
    await store.publish(OWN, going());
    await store.renew(OWN, going());
    expect(asked(from)).toEqual(['GET /api/v1/nodes/n1', 'GET /api/v1/nodes/n1']);
    await store.withdraw?.('n1', going());
    await store.withdraw?.('n1', going());
    expect(asked(from + 2)).toEqual([
      'GET /api/v1/nodes/n1',
      'PATCH /api/v1/nodes/n1/status?fieldManager=flannelctl',
      'GET /api/v1/nodes/n1',
    ]);
  });
});

describe('a watch', () => {
  const begin = async () => {
    const { revision } = await store.list(going());
    const watch = watching(store, revision);
    await expect.poll(() => server.watches()).toBe(1);
    return watch;
  };

  it('asks for bookmarks, and for another length each time', async () => {
    const watch = await begin();
    server.endWatches('end');
    await expect.poll(() => server.requests.length, { timeout: 5000 }).toBe(3);
    await watch.stop();
    const queries = server.requests
      .slice(1)
      .map((one) => new URL(one.split(' ')[1] ?? '', 'https://x').searchParams);
    for (const query of queries) {
      expect(Object.fromEntries(query)).toMatchObject({
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: '100',
      });
      expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300);
      expect(Number(query.get('timeoutSeconds'))).toBeLessThanOrEqual(600);
    }
  });

  it('goes on from the last revision where the server ends it, and does not say anything twice', async () => {
    const watch = await begin();
    await create('n1', 1);
    await watch.until(1);
    server.endWatches('end');
    await create('n2', 2);
    expect(await watch.until(2)).toEqual(['put n1', 'put n2']);
    await watch.stop();
    expect(server.requests.filter((one) => one.includes('watch=true')).at(-1)).toContain(
      'resourceVersion=101&',
    );
  });

  it('goes on from a bookmark', async () => {
    const watch = await begin();
    server.say('{"type":"BOOKMARK","object":{"kind":"Node","metadata":{"resourceVersion":"4711"}}}');
    await create('n1');
    await watch.until(1);
    server.say('{"type":"BOOKMARK","object":{"kind":"Node","metadata":{"resourceVersion":"4712"}}}');
    await create('n2');
    await watch.until(2);
    server.say('{"type":"BOOKMARK","object":{"kind":"Node","metadata":{"resourceVersion":"4713"}}}');
    server.endWatches('end');
    await expect.poll(() => server.requests.at(-1), { timeout: 5000 }).toContain('resourceVersion=4713&');
    expect(watch.seen).toEqual(['put n1', 'put n2']);
    await watch.stop();
  });

  it('asks again where the server is silent for minutes, as one that vanished is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const watch = await begin();
      await create('n1');
      await watch.until(1);
      vi.advanceTimersByTime(149_000);
      await sleep(50);
      expect([server.watches(), server.requests.length]).toEqual([1, 3]);
      vi.advanceTimersByTime(2000);
      await expect
        .poll(() => server.requests.at(-1), { timeout: 5000 })
        .toMatch(/watch=true.*resourceVersion=101&/);
      await create('n2');
      expect(await watch.until(2)).toEqual(['put n1', 'put n2']);
      await watch.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('fails where the connection breaks', async () => {
    const watch = await begin();
    server.endWatches('break');
    expect(await watch.ended).toMatchObject({
      exit: 'unavailable',
      message: expect.stringMatching(/^Kubernetes at /),
    });
  });

  it('gives the events that came with an error, and ends', async () => {
    const watch = await begin();
    const node = await must(server, 'POST', '/api/v1/nodes', nodeObject('n1', { annotations: LEASE }));
    const more = JSON.stringify({
      type: 'ADDED',
      object: { ...node, metadata: { name: 'n9', annotations: LEASE } },
    });
    server.say(`${more}\n{"type":"ERROR","object":{"kind":"Status","code":500,"message":"etcd is gone"}}`);
    expect(await watch.ended).toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining('could not watch nodes (500): etcd is gone'),
    });
    expect(watch.seen).toEqual(['put n1', 'put n9']);
  });

  it('tells a revision that is gone by the answer, too', async () => {
    server.next.push(answer(410, status(410, 'too old')));
    expect(await watching(store, '1').ended).toBeInstanceOf(StaleRevision);
  });

  it.each(['nonsense', '7', '"text"', 'null'])('ends with a line that is no event: %s', async (line) => {
    const watch = await begin();
    server.say(line);
    expect(await watch.ended).toMatchObject({
      exit: 'unavailable',
      message: expect.stringContaining('sent a line that is no event'),
    });
  });

  it('does not mind types and objects that it does not know', async () => {
    const watch = await begin();
    for (const line of [
      '{}',
      '{"type":"ADDED"}',
      '{"type":"NEW","object":{}}',
      '{"type":"DELETED","object":null}',
    ])
      server.say(line);
    await create('n1');
    expect(await watch.until(1)).toEqual(['put n1']);
    await watch.stop();
  });

  it('tells that the net-conf was replaced, when the server says anything', async () => {
    const netConfPath = path.join(folder, 'net-conf.json');
    await writeFile(netConfPath, '{"Network":"10.244.0.0/16"}');
    const own = await storeBy(folder, clusterOf(server), { token: await server.token() }, { netConfPath });
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      await own.config(going());
      const watch = watching(own, (await own.list(going())).revision);
      await expect.poll(() => server.watches()).toBe(1);
      const bookmark = () =>
        server.say('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"100"}}}');
      for (const step of [
        async () => undefined,
        async () => rm(netConfPath),
        async () => writeFile(netConfPath, '{"Network":"10.244.0.0/16"}'),
        async () => writeFile(netConfPath, '{"Network":"10.99.0.0/16"}'),
      ]) {
        await step();
        vi.advanceTimersByTime(11_000);
        bookmark();
        await sleep(50);
      }
      await watch.until(1);
      expect(watch.events).toEqual([{ type: 'config', text: '{"Network":"10.99.0.0/16"}' }]);
      await watch.stop();
    } finally {
      vi.useRealTimers();
      await own.close();
    }
  });

  it('reads an event of a megabyte that comes in pieces, with letters of several bytes', async () => {
    const watch = await begin();
    const annotations = { ...LEASE, 'example.org/long': 'ü€😀'.repeat(100_000) };
    const podCIDRs = ['10.244.1.0/24'];
    await must(server, 'POST', '/api/v1/nodes', nodeObject('n1', { annotations, podCIDRs }));
    await watch.until(1);
    expect(watch.events).toMatchObject([{ lease: { entry: { name: 'n1' }, problems: [] } }]);
    await watch.stop();
  });
});
