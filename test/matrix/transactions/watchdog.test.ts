import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { expectExit, initArgs, initN1, netConf } from '../../support/host/node.ts';
import { gateAt, standIns } from '../../support/transactions/gates.ts';
import {
  expectState,
  isAlive,
  journalOf,
  start,
  startPending,
  stateOf,
  test,
  until,
  untilOver,
  untilPending,
  watchdogsOf,
} from '../../support/transactions/running.ts';

/** A change of links and files. */
const JOIN = ['join', '--net-conf', netConf({ Backend: { Type: 'vxlan', MTU: 1300 } })];

/** Seconds until a change is rolled back that is not confirmed: on a busy machine it takes one to see that it waits. */
const EXPIRES = 5;

/** Seconds that are enough to confirm on a busy machine. */
const UNHURRIED = 10;

/** How many seconds one call of a tool may take: on a busy machine it takes some. */
const CALL = 6;
/** And how many it takes, where all together are to take longer. */
const SLOW = 2;

const EXPIRING_INIT = [...initArgs(), '--yes', '--confirm-timeout', `${EXPIRES}`];

/** The second changing call of init: the first tries the kernel out. */
const FIRST_CHANGE = 2;

/** Exit status of what SIGKILL has ended. */
const KILLED = 137;

/** How late a change may be rolled back on a busy machine. */
const LATE_MS = 60_000;

describe.concurrent('not confirmed', () => {
  test('it is rolled back on time, and the command says so', async ({ host }) => {
    const before = await stateOf(host);
    const { until: deadline, command } = await startPending(host, initArgs(), EXPIRES);
    const { stdout, stderr } = expectExit(await command.ended, 7);
    const late = Date.now() - Date.parse(deadline);
    expect(late).toBeGreaterThan(-1);
    expect(late).toBeLessThan(LATE_MS);
    expect(stderr).toContain('was not confirmed in time and was rolled back');
    expect(stdout).not.toContain('Done.');
    await untilOver(host);
    await expectState(host, before);
  });

  test('a reset is rolled back', async ({ host }) => {
    await initN1(host);
    const before = await stateOf(host);
    expectExit(await host.flannelctl(['reset', '--yes', '--confirm-timeout', `${EXPIRES}`]), 7);
    await untilOver(host);
    await expectState(host, before);
  });

  test.for(['--root', 'FLANNELCTL_ROOT'])(
    'it is rolled back although %s is relative',
    async (by, { host }) => {
      const before = await stateOf(host);
      const root = path.basename(host.root);
      const [flags, env] = by === '--root' ? [[by, root], {}] : [[], { [by]: root }];
      const via = ['env', '-C', path.dirname(host.root)];
      const { command } = await startPending(host, [...initArgs(), ...flags], EXPIRES, { env, via });
      expect(await watchdogsOf(host)).toHaveLength(1);
      command.signal('SIGKILL');
      expectExit(await command.ended, KILLED);
      await untilOver(host);
      await expectState(host, before);
    },
  );

  test('it is rolled back although its command was killed', async ({ host }) => {
    const before = await stateOf(host);
    const { until: deadline, command } = await startPending(host, initArgs(), EXPIRES);
    command.signal('SIGKILL');
    expectExit(await command.ended, KILLED);
    await untilOver(host);
    const late = Date.now() - Date.parse(deadline);
    expect(late).toBeGreaterThan(-1);
    expect(late).toBeLessThan(LATE_MS);
    await expectState(host, before);
  });
});

describe.concurrent('the time counts from when the change is applied', () => {
  test('a command that goes on is not killed, however long it takes', async ({ host, onTestFinished }) => {
    const before = await stateOf(host);
    const isWatchdogs = 'grep -qz watchdog "/proc/$PPID/cmdline"';
    const { via, folder } = await standIns(
      { onTestFinished },
      `${isWatchdogs} || { sleep ${SLOW}; echo >> "$folder/slow"; }`,
    );
    const command = start(host, [...initArgs(), '--yes', '--confirm-timeout', '1s'], {
      via,
      env: { FLANNELCTL_COMMAND_TIMEOUT: `${CALL}` },
    });
    expectExit(await command.ended, 7);
    const slow = (await readFile(path.join(folder, 'slow'), 'utf8')).length;
    expect((slow - 1) * SLOW).toBeGreaterThan(CALL + 1);
    await untilOver(host);
    await expectState(host, before);
  });

  test('a change that took longer can be confirmed', async ({ host, onTestFinished }) => {
    const gate = await gateAt({ onTestFinished }, FIRST_CHANGE);
    const command = start(host, [...initArgs(), '--yes', '--confirm-timeout', `${UNHURRIED}`], gate);
    await gate.reached();
    await sleep((UNHURRIED + 1) * 1000);
    await gate.open();
    const { id } = await untilPending(host);
    expectExit(await host.flannelctl(['confirm', id]), 0);
    expectExit(await command.ended, 0);
    await untilOver(host);
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
  });
});

describe.concurrent('before it is applied', () => {
  test('what a killed command has left ends first, then it is rolled back', async ({
    host,
    onTestFinished,
  }) => {
    const before = await stateOf(host);
    const gate = await gateAt({ onTestFinished }, FIRST_CHANGE);
    const command = start(host, EXPIRING_INIT, { ...gate, env: { FLANNELCTL_COMMAND_TIMEOUT: `${CALL}` } });
    const tool = await gate.reached();
    command.signal('SIGKILL');
    await untilOver(host);
    expect(await isAlive(tool)).toBe(false);
    expect(await gate.ended()).toEqual(['1 0']);
    await expectState(host, before);
  });

  test('a command that hangs and has the lock is killed', async ({ host, onTestFinished }) => {
    const before = await stateOf(host);
    const gate = await gateAt({ onTestFinished }, FIRST_CHANGE);
    const command = start(host, EXPIRING_INIT, { ...gate, env: { FLANNELCTL_COMMAND_TIMEOUT: `${CALL}` } });
    await gate.reached();
    command.signal('SIGSTOP');
    await gate.open();
    expectExit(await command.ended, KILLED);
    await untilOver(host);
    await expectState(host, before);
  });
});

describe.concurrent('a watchdog that comes too late', () => {
  test('leaves a later change alone', async ({ host }) => {
    const { id, untilUptime, command } = await startPending(host, initArgs(), UNHURRIED);
    const [watchdog = 0] = await watchdogsOf(host);
    process.kill(watchdog, 'SIGSTOP');
    expectExit(await host.flannelctl(['confirm', id]), 0);
    expectExit(await command.ended, 0);
    const later = await startPending(host, JOIN, 600);
    const state = await stateOf(host);
    await until('the old deadline is over', async () => os.uptime() > untilUptime);
    process.kill(watchdog, 'SIGCONT');
    await until('the old watchdog is gone', async () => !(await watchdogsOf(host)).includes(watchdog));
    await expectState(host, state);
    expectExit(await host.flannelctl(['confirm', later.id]), 0);
    expectExit(await later.command.ended, 0);
    await untilOver(host);
  });
});

describe.concurrent('without a watchdog', () => {
  test('the next command rolls back what was not confirmed in time', async ({ host }) => {
    await initN1(host);
    const before = await stateOf(host);
    const { id, untilUptime, command } = await startPending(host, JOIN, EXPIRES);
    for (const pid of await watchdogsOf(host)) process.kill(pid, 'SIGKILL');
    command.signal('SIGKILL');
    await until('the deadline is over', async () => os.uptime() > untilUptime);
    expect(expectExit(await host.flannelctl(['status', '--no-probe']), 11).stdout).toContain(id);
    const { stderr } = expectExit(await host.flannelctl(['join', '--yes']), 0);
    expect(stderr).toContain(`interrupted: transaction ${id}`);
    await expectState(host, before);
  });

  test('a command that still waits rolls it back itself', async ({ host }) => {
    const before = await stateOf(host);
    const { command } = await startPending(host, initArgs(), EXPIRES);
    for (const pid of await watchdogsOf(host)) process.kill(pid, 'SIGKILL');
    expectExit(await command.ended, 7);
    await expectState(host, before);
  });
});

/** Runs what follows in another boot, as far as files under /proc tell. */
const rebooted = (file: string): string[] => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  `echo another > '${file}'; mount --bind '${file}' /proc/sys/kernel/random/boot_id; exec "$@"`,
  'sh',
];

test.concurrent('after a reboot the files are restored', async ({ host }) => {
  await initN1(host);
  const { files: before } = await stateOf(host);
  const { id, command } = await startPending(host, JOIN, 600);
  for (const pid of await watchdogsOf(host)) process.kill(pid, 'SIGKILL');
  command.signal('SIGKILL');
  await command.ended;
  for (const link of ['flannel.1', 'cni0']) await host.sh(`ip link del ${link}`);
  await host.sh('nft flush ruleset');
  await rm(path.join(host.root, 'run'), { recursive: true });
  const via = rebooted(`${host.root}.boot`);
  expect(expectExit(await host.flannelctl(['status', '--no-probe'], { via }), 11).stdout).toContain(id);
  const { stderr } = expectExit(await host.flannelctl(['rollback', '--yes'], { via }), 0);
  expect(stderr).toContain('since then the machine was restarted');
  await rm(`${host.root}.boot`);
  const inMemory = (line: string): boolean => line === 'run' || /^run[ /]/.test(line);
  expect((await stateOf(host))['files']).toEqual(before?.filter((line) => !inMemory(line)));
  expect(await journalOf(host)).toEqual([]);
});
