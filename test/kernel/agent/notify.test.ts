import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeNotifier, type ServiceNotifier } from '../../../src/agent/operation/notify.ts';
import { notifySocket } from '../../support/host/notify-socket.ts';
import { until } from '../../support/transactions/running.ts';

describe('systemd', () => {
  let socket: Awaited<ReturnType<typeof notifySocket>>;
  let stuck: string[];
  let problems: string[];
  beforeEach(async () => {
    socket = await notifySocket();
    [stuck, problems] = [[], []];
    // systemd-notify takes it from the environment that it is started with.
    process.env['NOTIFY_SOCKET'] = socket.path;
    return () => delete process.env['NOTIFY_SOCKET'];
  });

  const notifier = (env: Readonly<Record<string, string>> = {}): ServiceNotifier =>
    makeNotifier({
      env: { ...process.env, ...env },
      stuckIn: () => stuck,
      onProblem: (problem) => problems.push(problem),
    });

  it('is told of each state, in order', async () => {
    const told = notifier();
    told.status('waits for the store');
    await until('the status is there', async () => socket.messages.length === 1);
    told.ready();
    told.status('follows etcd: 3 peers');
    await until('it is ready', async () => socket.messages.length === 2);
    told.reloading();
    await until('it reloads', async () => socket.messages.length === 3);
    await told.stopping();
    expect(socket.messages).toEqual([
      'STATUS=waits for the store',
      'READY=1 | STATUS=follows etcd: 3 peers',
      expect.stringMatching(/^RELOADING=1 \| MONOTONIC_USEC=\d+$/),
      'STOPPING=1',
    ]);
    expect(problems).toEqual([]);
  });

  it('gets of many states only the last', async () => {
    const told = notifier();
    for (let i = 1; i <= 50; i += 1) told.status(`${i} peers\nREADY=1`);
    await told.stopping();
    const last = socket.messages.at(-1) ?? '';
    expect(last).toContain('STATUS=50 peers␊READY=1');
    expect(last).toMatch(/STOPPING=1$/);
    expect(socket.messages.length).toBeLessThan(4);
  });

  it('has its watchdog fed as long as the agent is alive', async () => {
    const told = notifier({ WATCHDOG_USEC: '200000', WATCHDOG_PID: `${process.pid}` });
    await until('it was fed twice', async () => socket.messages.length >= 2);
    stuck.push('apply has been running for 99 s');
    await sleep(300);
    const before = socket.messages.length;
    await sleep(400);
    expect(socket.messages.length).toBe(before);
    await told.stopping();
    expect(new Set(socket.messages)).toEqual(new Set(['WATCHDOG=1', 'STOPPING=1']));
  });

  it("is not told of another process's watchdog", async () => {
    const told = notifier({ WATCHDOG_USEC: '100000', WATCHDOG_PID: '1' });
    await sleep(300);
    await told.stopping();
    expect(socket.messages).toEqual(['STOPPING=1']);
  });

  it('that is gone is named once', async () => {
    process.env['NOTIFY_SOCKET'] = '/nonexistent/notify';
    const told = notifier();
    told.ready();
    await until('the problem is named', async () => problems.length === 1);
    await told.stopping();
    expect(problems).toEqual([expect.stringMatching(/^systemd can't be told of the agent's state: /)]);
  });

  it('that did not start the agent is told nothing', async () => {
    delete process.env['NOTIFY_SOCKET'];
    const told = notifier({ WATCHDOG_USEC: '50000' });
    told.ready();
    await sleep(200);
    await told.stopping();
    expect([socket.messages, problems]).toEqual([[], []]);
  });
});
