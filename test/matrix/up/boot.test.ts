import { lstatSync } from 'node:fs';
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { freshHost, type Host, settled } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';
import { snapshot, unordered } from '../../support/host/snapshot.ts';
import { start } from '../../support/transactions/started.ts';

const UNIT = 'etc/systemd/system/flannelctl.service';
const WANTS = 'etc/systemd/system/multi-user.target.wants/flannelctl.service';

/** Whether there is a file or a link, wherever that leads: with a root of its own, to what is not there. */
const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** Runs what follows in another boot, as far as files under /proc tell. */
async function reboot(host: Host): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-boot-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  for (const link of (await host.sh('ip -br link')).match(/^(flannel\.1|cni0)\b/gm) ?? [])
    await host.sh(`ip link del ${link}`);
  await host.sh('nft flush ruleset');
  await host.sh('sysctl -q -w net.ipv4.ip_forward=0');
  await rm(path.join(host.root, 'run'), { recursive: true });
  const script = `echo another > '${folder}/id'; mount --bind '${folder}/id' /proc/sys/kernel/random/boot_id; exec "$@"`;
  return ['unshare', '--mount', 'sh', '-c', script, 'sh'];
}

test('up brings all back after a reboot, without questions', async () => {
  const host = await freshHost();
  await initN1(host, undefined, ['--enable-service']);
  await settled(host.sh, 'eth0');
  const { files: _, ...before } = unordered(await snapshot(host));
  const via = await reboot(host);
  expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 11);
  const { stdout } = expectExit(await host.flannelctl(['up'], { via }), 0);
  expect(stdout).toContain('Done.');
  const { files: __, ...after } = unordered(await snapshot(host));
  expect(after).toEqual(before);
  expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 0);
  expectExit(await host.flannelctl(['up'], { via }), 0);
});

test('up does not wait for what does not come by itself: a foreign link in the way', async () => {
  const host = await freshHost();
  await initN1(host);
  const via = await reboot(host);
  await host.sh('ip link add flannel.1 type bridge');
  expectExit(await host.flannelctl(['up', '--wait', '30m'], { via }), 8);
});

test('up waits for an uplink that comes later, and not longer than it is told', async () => {
  const host = await freshHost();
  await initN1(host);
  const via = await reboot(host);
  await host.sh('ip address del 192.168.77.1/24 dev eth0');
  const began = Date.now();
  const late = expectExit(await host.flannelctl(['up', '--wait', '1s'], { via }), 4);
  expect(Date.now() - began).toBeGreaterThan(1000);
  expect(late.stderr).toContain('eth0, the uplink that this node was set up with, has no IPv4 address');
  const up = start(host, ['up', '--wait', '60s'], { via });
  await up.says('waiting: ');
  await host.sh('ip address add 192.168.77.1/24 dev eth0');
  expectExit(await up.ended(), 0);
  expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 0);
});

test('up brings back what was set up in spite of a check, and is not stopped by what has come since', async () => {
  const host = await freshHost();
  const away = ['--peer', 'n4=192.168.99.4,10.244.4.0/24', '--ignore-preflight-errors', 'Peers'];
  await initN1(host, netConf({ Backend: { Type: 'host-gw' } }), away);
  const via = await reboot(host);
  await host.sh('ip route add 10.244.99.0/24 via 192.168.77.9');
  const { stderr } = expectExit(await host.flannelctl(['up', '--wait', '0'], { via }), 0);
  expect(stderr).toContain("[Peers] host-gw can't reach peer n4");
  expect(stderr).toContain('[Routes] the route 10.244.99.0/24 via 192.168.77.9 dev eth0 overlaps');
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe', '-o', 'json'], { via }), 11);
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ check: 'Peers' }, { check: 'Routes' }],
    drift: [],
  });
});

test('up ends with 3 on a node that was never set up', async () => {
  const host = await freshHost();
  const { stderr } = expectExit(await host.flannelctl(['up', '--wait', '60s']), 3);
  expect(stderr).toContain('this node has not been set up');
});

test('the service is what systemd understands, and goes when it is not wanted or the node is reset', async () => {
  const host = await freshHost();
  const files = [UNIT, WANTS].map((file) => path.join(host.root, file));
  const [unit = '', wants = ''] = files;
  const before = await snapshot(host);
  await initN1(host, undefined, ['--enable-service']);
  const text = await readFile(unit, 'utf8');
  expect(text).toContain(` up --root ${host.root}\n`);
  expect(path.resolve(path.dirname(wants), await readlink(wants)).endsWith('flannelctl.service')).toBe(true);
  const { stdout, stderr } = await execa('systemd-analyze', ['verify', '--man=no', unit]);
  expect(`${stdout}${stderr}`).toBe('');
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(files.map(isThere)).toEqual([true, true]);
  expectExit(await host.flannelctl(['join', '--no-enable-service', '--yes']), 0);
  expect(files.map(isThere)).toEqual([false, false]);
  expectExit(await host.flannelctl(['join', '--enable-service', '--yes']), 0);
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect((await snapshot(host))['files']).toEqual(before['files']);
});
