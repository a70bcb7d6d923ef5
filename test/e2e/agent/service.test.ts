import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import type { CliResult } from '../../support/cli/cli.ts';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, initN1, readIn } from '../../support/host/node.ts';
import { standIns } from '../../support/host/stand-in.ts';
import { test } from '../../support/transactions/running.ts';

const UNIT = 'etc/systemd/system/flannelctl-agent.service';
const WANTS = 'etc/systemd/system/multi-user.target.wants/flannelctl-agent.service';
const FLAGS = ['--etcd-endpoints', 'http://192.168.77.9:2379', '--ip-masq'];

interface WithSystemd {
  readonly enable: (...more: readonly string[]) => Promise<CliResult>;
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  readonly calls: () => Promise<string>;
}

/** A host with a systemctl that only enables. @param script what it does before */
async function withSystemd(host: Host, script = ''): Promise<WithSystemd> {
  await mkdir(path.join(host.root, 'run/systemd/system'), { recursive: true });
  await mkdir(path.dirname(path.join(host.root, WANTS)), { recursive: true });
  const { via, log } = await standIns({
    systemctl: `echo "$*" >> $log
${script}
[ "$1" = enable ] && ln -sf /${UNIT} ${host.root}/${WANTS}
[ "$1" = disable ] && rm -f ${host.root}/${WANTS}
exit 0`,
  });
  const run = async (...args: readonly string[]): Promise<CliResult> => host.flannelctl(args, { via });
  return { run, calls: log, enable: async (...more) => run('agent', ...FLAGS, '--enable-service', ...more) };
}

const textOf = async (host: Host): Promise<string> => readIn(host, UNIT).catch(() => 'none');

test('the unit is shown, written, enabled and started; reset takes it away', async ({ host }) => {
  const { enable, run, calls } = await withSystemd(host);
  const { stdout: shown } = expectExit(await enable('--dry-run'), 0);
  expect(shown).toContain(`+ file /${UNIT}\n`);
  expect(shown).toContain('    + Type=notify\n');
  expect(await textOf(host)).toBe('none');
  expect((await enable()).exitCode).toBe(64);
  expect(await calls()).toBe('');
  const { stdout } = expectExit(await enable('--yes'), 0);
  expect(stdout).toContain('journalctl -f -u flannelctl-agent.service');
  expect(await textOf(host)).toContain(' agent --etcd-endpoints=http://192.168.77.9:2379 --ip-masq --root ');
  expect(await textOf(host)).toMatch(/^WatchdogSec=/m);
  expect(await textOf(host)).not.toMatch(/enable-service=|--yes|dry-run/);
  expect((await calls()).split('\n').filter(Boolean)).toEqual([
    'daemon-reload',
    'enable flannelctl-agent.service',
    'start --no-block flannelctl-agent.service',
  ]);
  expect(expectExit(await enable('--yes'), 0).stdout).toContain('No changes.');
  const { stdout: other } = expectExit(await enable('--iface', 'eth0', '--yes'), 0);
  expect(other).toContain(`~ file /${UNIT}\n`);
  expect(other).toContain('restarted');
  expect(await calls()).toContain('restart --no-block');
  await initN1(host);
  const { stdout: status } = await run('status', '--no-probe', '-o', 'json');
  expect((JSON.parse(status) as StatusDocument).agent).toMatchObject({ running: false, enabled: true });
  const { stdout: removed } = expectExit(await run('reset', '--yes'), 0);
  expect(removed).toContain(`- file /${UNIT}`);
  expect(await textOf(host)).toBe('none');
  expect(await readFile(path.join(host.root, WANTS)).catch(() => 'none')).toBe('none');
  expect((await calls()).trimEnd()).toMatch(/stop flannelctl-agent\.service\ndaemon-reload$/);
});

test('beside the unit of up, both are said to make sense', async ({ host }) => {
  const { enable } = await withSystemd(host);
  await initN1(host, undefined, ['--enable-service']);
  expect(expectExit(await enable('--yes'), 0).stdout).toContain('flannelctl.service stays enabled, too');
  expect(await textOf(host)).toContain('After=network-online.target flannelctl.service\n');
});

test('what can’t be is refused, and nothing is written', async ({ host }) => {
  const none = await host.flannelctl(['agent', ...FLAGS, '--enable-service', '--yes']);
  expect(expectExit(none, 69).stderr).toContain('systemd does not run the services of this host');
  const { enable, calls } = await withSystemd(host);
  expect(expectExit(await enable('--yes', '--subnet-file', 'x'), 3).stderr).toContain('is not a full path');
  expect(expectExit(await enable('--yes', '--etcd-password', 'x'), 64).stderr).toContain('a password');
  expect(expectExit(await enable('--yes', '--print-unit'), 64).stderr).toContain('--print-unit');
  expect(await textOf(host)).toBe('none');
  await writeFile(path.join(host.root, UNIT), '[Service]\n');
  expect(expectExit(await enable('--yes'), 8).stderr).toContain('was not written by flannelctl');
  await symlink(`/${UNIT}`, path.join(host.root, WANTS));
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect(await textOf(host)).toBe('[Service]\n');
  expect(await calls()).toBe('');
});

test('where systemd refuses, the unit is as before', async ({ host }) => {
  const { enable } = await withSystemd(host, '[ "$1" = start ] && { echo "no such bus" >&2; exit 1; }');
  const { stderr } = expectExit(await enable('--yes'), 69);
  expect(stderr).toContain('systemctl start --no-block flannelctl-agent.service failed: no such bus');
  expect(await textOf(host)).toBe('none');
  expect(await readFile(path.join(host.root, WANTS)).catch(() => 'none')).toBe('none');
});
