import { expect, it } from 'vitest';
import { startRawServer } from '../../support/stores/gateway.ts';
import { openStore } from '../../support/stores/leases.ts';
import { watching } from '../../support/stores/watcher.ts';

const HEADER = { cluster_id: '7', member_id: '1', revision: '30', raft_term: '2' };
const CREATED = `${JSON.stringify({ result: { header: HEADER, watch_id: '1', created: true } })}\n`;

it('a watch of which the rest is no HTTP is a lost connection', async () => {
  const chunk = `${CREATED.length.toString(16)}\r\n${CREATED}\r\n`;
  const url = await startRawServer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', (write) => {
    write(chunk);
    setTimeout(() => write('no length of a chunk\r\n'), 50);
  });
  expect(await watching(openStore(url), '30/2/7').ended).toMatchObject({
    exit: 'unavailable',
    message: expect.stringContaining(`etcd at ${url}: the connection of the watch was lost`),
  });
});

it('a watch that ends before its first line is a lost connection, and another member may have it', async () => {
  const url = await startRawServer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  expect(await watching(openStore(url), '30/2/7').ended).toMatchObject({
    exit: 'unavailable',
    message: expect.stringContaining(`etcd at ${url}: the connection of the watch was lost`),
  });
  const other = await startRawServer();
  expect(await watching(openStore([url, other]), '30/2/7').ended).toMatchObject({
    message: expect.stringMatching(new RegExp(`${url}.*${other}|${other}.*${url}`)),
  });
});

it('a watch with a line of more than 64 MiB ends with that, not with a lost connection', async () => {
  const piece = Buffer.alloc(2 ** 23, 'x');
  const url = await startRawServer('HTTP/1.1 200 OK\r\n\r\n', (write) => {
    write(CREATED);
    for (let i = 0; i < 9; i += 1) write(piece);
  });
  expect(await watching(openStore(url), '30/2/7').ended).toMatchObject({
    exit: 'invalidConfig',
    message: 'an answer of etcd has more than 67108864 bytes',
    hint: expect.stringContaining('etcdctl get --prefix --keys-only'),
  });
});
