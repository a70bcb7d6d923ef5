import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, ask, must, nodeObject } from '../support/apiserver/api-server.ts';
import { clusterOf, storeBy, testFolder } from '../support/apiserver/configs.ts';
import { realApiServer } from '../support/apiserver/real.ts';
import { going } from '../support/apiserver/watching.ts';
import { withApiServer } from '../support/apiserver/with-server.ts';

await withApiServer(() => {
  let server: ApiServer;
  let folder: string;
  beforeAll(async () => {
    folder = await testFolder();
    server = await realApiServer('--enable-priority-and-fairness=false', '--max-requests-inflight=1');
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe('a server that answers one request at a time', () => {
    it('says when to come again, and the store comes then', async () => {
      const create = async (i: number) => must(server, 'POST', '/api/v1/nodes', nodeObject(`n${i}`, {}));
      await Promise.all(Array.from({ length: 500 }, async (_, i) => create(i)));
      // Members of system:masters are never refused.
      const powerful = await server.token();
      const store = await storeBy(folder, clusterOf(server), { token: powerful });
      const crowd = Array.from({ length: 12 }, async () =>
        ask(server, 'GET', '/api/v1/nodes', undefined, powerful),
      );
      const lists = Array.from({ length: 3 }, async () => store.list(going()));
      const refused = (await Promise.all(crowd)).filter(({ status }) => status === 429);
      expect(refused[0]).toMatchObject({
        text: 'Too many requests, please try again later.\n',
        headers: { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' },
      });
      expect((await Promise.all(lists)).map(({ leases }) => leases)).toEqual([[], [], []]);
      await store.close();
    });
  });
});
