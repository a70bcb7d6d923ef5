import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';
import { until } from '../../support/transactions/running.ts';

/** Makes a host's folder the root of a command: its files are in their places, and /dev/log is the test's socket. */
const AT_HOME = `set -e
mkdir -p $HOST/etc
echo root:x:0:0::/:/bin/sh > $HOST/etc/passwd
touch $HOST/dev/null $HOST/dev/urandom
for device in null urandom; do mount --bind /dev/$device $HOST/dev/$device; done
for folder in etc var/lib run dev; do
  mkdir -p $HOST/$folder
  mount --rbind $HOST/$folder /$folder
done
exec "$@"`;

/** Listens where a host's /dev/log is to be; gives what came. */
async function systemLogOf(host: Host): Promise<() => string> {
  await mkdir(path.join(host.root, 'dev'));
  let text = '';
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
  });
  server.listen(path.join(host.root, 'dev/log'));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return () => text;
}

test('a change is one line of the system’s log, unless it is below another root', async () => {
  const host = await freshHost();
  const log = await systemLogOf(host);
  const via = ['unshare', '-m', 'sh', '-c', AT_HOME, 'sh'];
  const run = async (root: string, ...args: readonly string[]): Promise<void> => {
    expectExit(await host.flannelctl(args, { via, env: { HOST: host.root, FLANNELCTL_ROOT: root } }), 0);
  };
  await mkdir(path.join(host.root, 'run/other'), { recursive: true });
  await run('/run/other', ...initArgs(), '--yes');
  await run('/run/other', 'reset', '--yes');
  await run('', ...initArgs(), '--yes');
  const line = await until('the log has a line', async () => log());
  expect(line).toMatch(/flannelctl: change \w{6} by root: flannelctl init --net-conf '…' .*: applied; \+\d+/);
  expect(line).not.toContain('reset');
  await run('', 'reset', '--yes');
  await until('the log has the reset', async () => log().includes(': flannelctl reset --yes: applied; '));
});
