import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf, readIn } from '../../support/host/node.ts';

/** What flannelctl made and took away again is forgotten: what others put in its place is theirs. */

const UNIT = 'etc/systemd/system/flannelctl.service';

async function write({ root }: Host, file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const join = async (host: Host, ...args: string[]) =>
  expectExit(await host.flannelctl(['join', ...args, '--yes']), 0);

test('a file that stands where one of ours was taken away stays, with its folders', async () => {
  const host = await freshHost();
  await initN1(host, undefined, ['--enable-service']);
  await join(host, '--no-enable-service');
  await write(host, UNIT, '# mine\n');
  expect((await join(host)).stdout).toContain('No changes');
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect(await readIn(host, UNIT)).toBe('# mine\n');
  expect(await readdir(path.join(host.root, 'etc'))).toEqual(['systemd']);
});

test('a file of ours that is not wanted any more stays if somebody has written to it, and that is said', async () => {
  const host = await freshHost();
  await initN1(host, undefined, ['--enable-service']);
  await write(host, UNIT, '# mine\n');
  const { stderr } = await join(host, '--no-enable-service');
  expect(stderr).toContain(`/${UNIT} is not wanted any more, but it is not as flannelctl wrote it`);
  expect(await readIn(host, UNIT)).toBe('# mine\n');
  expect(await readdir(path.join(host.root, 'etc/systemd/system'))).toEqual(['flannelctl.service']);
  expect((await join(host)).stderr).toBe('');
  expectExit(await host.flannelctl(['join', '--enable-service', '--yes']), 8);
});

test('a folder of ours that others keep something in by now stays', async () => {
  const host = await freshHost();
  await initN1(host, undefined, ['--enable-service']);
  await write(host, 'etc/systemd/system/other.service', '');
  await join(host, '--no-enable-service');
  expect(await readdir(path.join(host.root, 'etc/systemd/system'))).toEqual(['other.service']);
});

test('chains of the names of ours that are gone are those of whoever makes them', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: false }));
  await join(host, '--net-conf', netConf({ EnableNFTables: true }));
  const rules = ['-N FLANNEL-FWD', '-A FLANNEL-FWD -s 10.99.0.0/16 -j DROP', '-A FORWARD -j FLANNEL-FWD'];
  for (const rule of rules) await host.sh(`iptables ${rule}`);
  const before = await host.sh('iptables -S');
  await join(host);
  expect(await host.sh('iptables -S')).toBe(before);
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect(await host.sh('iptables -S')).toBe(before);
});
