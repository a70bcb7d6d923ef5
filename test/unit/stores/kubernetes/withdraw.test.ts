import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from '../../../../src/stores/index.ts';
import { clusterOf, storeBy, testFolder } from '../../../support/apiserver/configs.ts';
import { type Model, modelApiServer } from '../../../support/apiserver/model.ts';
import { failureOf, going } from '../../../support/apiserver/watching.ts';

let server: Model;
let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await testFolder();
  server = await modelApiServer();
  store = await storeBy(folder, clusterOf(server), { token: await server.token() });
});
afterEach(async () => {
  await store.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

it('the lease of a node that is not there is gone already', async () => {
  await store.withdraw?.('n9', going());
  expect(server.requests.at(-1)).toBe('GET /api/v1/nodes/n9');
});

it('a lease is not taken for gone where its node may not be read', async () => {
  server.next.push((response) => {
    response.writeHead(403).end(JSON.stringify({ kind: 'Status', message: 'no', code: 403 }));
  });
  const { exit } = await failureOf(store.withdraw?.('n1', going()) ?? expect.unreachable());
  expect(exit).toBe('permission');
});
