import { expect, it } from 'vitest';
import { StaleRevision } from '../../../src/stores/index.ts';
import { startGateway } from '../../support/stores/gateway.ts';
import { never, openStore, ownLease } from '../../support/stores/leases.ts';
import { watching } from '../../support/stores/watcher.ts';

const HEADER = { cluster_id: '7', member_id: '1', revision: '30', raft_term: '2' };

/** Texts that are no position in etcd's history, such as a revision of Kubernetes. */
const NO_POSITIONS = ['', '12345', '30/2', '30/2/7/1', 'x/2/7', '30/x/7', '30/2/x'];

it.each<[listed: string | undefined, since: number]>([
  ...NO_POSITIONS.map((text): [string, number] => [text, 0]),
  [undefined, 0],
  ['30/2/7', 31],
  ['30/2/', 31],
])(
  'a record of two families is written with a look at what came after the listing %j',
  async (listed, since) => {
    const gateway = await startGateway(() => ({
      body: { header: HEADER, succeeded: true, ID: '5', TTL: '86400' },
    }));
    await openStore(gateway.url).publish(ownLease(1, { dual: true }), never(), listed);
    const writes = gateway.requests.filter(({ path }) => path === '/v3/kv/txn').map(({ body }) => body);
    expect(writes).toHaveLength(1);
    const { compare } = JSON.parse(writes[0] ?? '') as { compare: readonly object[] };
    expect(compare.slice(1)).toMatchObject(
      since === 0 ? [] : [{ target: 'MOD', result: 'LESS', mod_revision: `${since}` }],
    );
  },
);

it.each(NO_POSITIONS)('a watch after %j is stale before it begins', async (text) => {
  const gateway = await startGateway(() => ({ body: '', open: true }));
  expect(await watching(openStore(gateway.url, { timeout: 300 }), text).ended).toBeInstanceOf(StaleRevision);
  expect(gateway.requests).toEqual([]);
});
