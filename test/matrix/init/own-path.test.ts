import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Host } from '../../support/host/netns.ts';
import { wrapTools } from '../../support/host/tools.ts';
import { wiredHosts } from '../../support/host/wire.ts';

const NET_CONF = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';
const INIT = [
  'init',
  '--yes',
  '--node',
  'n1',
  '--net-conf',
  NET_CONF,
  '--peer',
  'n2=192.168.77.2,10.244.2.0/24',
];

test('a peer that a change cuts off gets the host rolled back', async () => {
  const [one, two] = await wiredHosts();
  const cut = `PATH='${process.env['PATH']}' ip -n ${two.netns} address del 192.168.77.2/24 dev eth0`;
  const { via } = await wrapTools(`[ "$n" -eq 1 ] && ${cut}`);
  const links = await one.sh('ip -br link');
  const { exitCode, stderr } = await one.flannelctl(INIT, { via });
  expect(stderr).toContain('what answered before does not answer any more: peer n2 192.168.77.2');
  expect(exitCode).toBe(5);
  expect(await one.sh('ip -br link')).toBe(links);
});

test('one that did not answer before is not asked after', async () => {
  const [one, two] = await wiredHosts();
  await two.sh('ip address del 192.168.77.2/24 dev eth0');
  const { exitCode, stdout } = await one.flannelctl([...INIT, '-o', 'ndjson']);
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('peer n2 192.168.77.2');
});

test('a change of the path that the operator comes by waits to be confirmed by itself', async () => {
  const [one] = await wiredHosts();
  expect((await one.flannelctl(INIT)).exitCode).toBe(0);
  const reset = one.flannelctl(['reset', '--yes'], {
    env: { SSH_CONNECTION: '10.244.2.1 50000 192.168.77.1 22' },
  });
  await Promise.race([reset, isPending(one)]);
  expect((await one.flannelctl(['confirm'])).exitCode).toBe(0);
  const { exitCode, stderr } = await reset;
  expect(stderr).toContain(
    'link flannel.1 is deleted (and 5 more), and your SSH connection from 10.244.2.1 comes by it',
  );
  expect(stderr).toContain('unless it is confirmed');
  expect(exitCode).toBe(0);
});

/** Waits until a change is made and waits for its confirmation. */
async function isPending({ root }: Host): Promise<void> {
  const journal = path.join(root, 'var/lib/flannelctl/journal.ndjson');
  while (!(await readFile(journal, 'utf8').catch(() => '')).includes('"pending"')) await sleep(50);
}
