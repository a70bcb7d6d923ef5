import { expect, test } from 'vitest';
import type { ErrorDocument } from '../../../src/generated/types.d.ts';
import { type Gate, makeGate } from '../../support/host/gate.ts';
import { freshHost, type Host, makeHost } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';
import { EVERY_MOMENT } from '../../support/sample.ts';
import { type Started, start } from '../../support/transactions/started.ts';

const INIT = [...initArgs(), '--yes'];

const LOCKED = 75;

const startGated = (host: Host, { via }: Gate): Started => start(host, INIT, { via });

/** A host with an `init` in the middle of its work, where it stays until the gate is opened. */
async function busyHost(): Promise<{ readonly host: Host; readonly gate: Gate; readonly holder: Started }> {
  const host = await freshHost();
  const gate = await makeGate();
  const holder = startGated(host, gate);
  await Promise.race([gate.reached(), holder.ended().then(({ stderr }) => expect.unreachable(stderr))]);
  return { host, gate, holder };
}

async function expectWell(host: Host): Promise<void> {
  expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
}

const CROWD = 20;
const ROUNDS = EVERY_MOMENT ? 50 : 3;

/** Starts a crowd of `init`; once all but one have ended, the one goes on. */
async function crowd(host: Host, gate: Gate): Promise<void> {
  const all = Array.from({ length: CROWD }, () => startGated(host, gate));
  let left = CROWD;
  const results = await Promise.all(
    all.map(async ({ ended }) => {
      const result = await ended();
      left -= 1;
      if (left === 1) gate.open();
      return result;
    }),
  );
  const winners = all.filter((_, i) => results[i]?.exitCode === 0);
  expect(winners, results.map(({ stderr }) => stderr).join('')).toHaveLength(1);
  let named = 0;
  for (const loser of results.filter(({ exitCode }) => exitCode !== 0)) {
    expectExit(loser, LOCKED);
    expect(loser.stdout).toBe('');
    // On a machine that is too busy the holder may not get to say who it is; nobody else does.
    const pids = [...loser.stderr.matchAll(/\(pid (\d+)\)/g)].map(([, pid]) => Number(pid));
    expect(pids, loser.stderr).toEqual(pids.map(() => winners[0]?.pid));
    named += pids.length;
  }
  expect(named, 'nobody was told who has the lock').toBeGreaterThan(0);
}

test(`of ${CROWD} init at once one wins and the others end with ${LOCKED}, ${ROUNDS} times`, {
  timeout: 1_800_000,
}, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const host = await makeHost();
    try {
      await crowd(host, await makeGate());
      await expectWell(host);
    } finally {
      await host.remove();
    }
  }
});

const REFUSED = [
  ['init', INIT],
  ['join', ['join', '--yes']],
  ['reset', ['reset', '--yes']],
  ['rollback', ['rollback', '--yes']],
  ['recover', ['recover', '--forward', '--yes']],
  ['confirm', ['confirm']],
] as const;

test('no command that changes something goes on beside another; each says who is at it, and since when', async () => {
  const { host, gate, holder } = await busyHost();
  for (const [name, args] of REFUSED) {
    const { stderr } = expectExit(await host.flannelctl(args), LOCKED);
    const at = `flannelctl init (pid ${holder.pid}) has been changing this network since`;
    expect(stderr, name).toMatch(
      new RegExp(`${at.replaceAll(/[()]/g, String.raw`\$&`)} \\d\\d:\\d\\d:\\d\\d`),
    );
    expect(stderr, name).toContain('--lock-timeout 30s');
  }
  gate.open();
  expectExit(await holder.ended(), 0);
  await expectWell(host);
});

test('the refusal is a document for programs', async () => {
  const { host, holder } = await busyHost();
  const { stdout } = expectExit(await host.flannelctl([...INIT, '-o', 'json']), LOCKED);
  const { error } = JSON.parse(stdout) as ErrorDocument;
  expect(error).toMatchObject({ code: 'locked', exitCode: LOCKED });
  expect(error.message).toContain(`flannelctl init (pid ${holder.pid})`);
});

test('what only looks needs no lock', async () => {
  const { host } = await busyHost();
  for (const args of [[...INIT, '--dry-run'], ['diff']]) {
    const { stderr } = expectExit(await host.flannelctl(args), 0);
    expect(stderr).toMatch(/ of flannelctl init \(pid .*\) is at work: .*\n {2}→ Wait for it to end\.\n/);
  }
  expectExit(await host.flannelctl(['reset', '--dry-run']), 0);
  // Nothing is there yet, which status says.
  expectExit(await host.flannelctl(['status', '--no-probe']), 11);
});

test('a lock in another network namespace does not matter', async () => {
  await busyHost();
  const other = await freshHost();
  expectExit(await other.flannelctl(INIT), 0);
});

test('kill -9 of the holder frees the lock: the next command cleans up, and does its work', async () => {
  const { host, gate, holder } = await busyHost();
  holder.kill('SIGKILL');
  expect((await holder.ended()).signal).toBe('SIGKILL');
  gate.open();
  expectExit(await host.flannelctl(INIT), 0);
  await expectWell(host);
});

test('with --lock-timeout a command waits, says for whom, and goes on when the lock is free', async () => {
  const { host, gate, holder } = await busyHost();
  const waiting = start(host, [...INIT, '--lock-timeout', '10m']);
  await waiting.says(`flannelctl init (pid ${holder.pid})`);
  gate.open();
  expectExit(await holder.ended(), 0);
  const { stdout } = expectExit(await waiting.ended(), 0);
  expect(stdout).toContain('No changes');
});

test('with --lock-timeout a command waits no longer than that', async () => {
  const { host } = await busyHost();
  const from = performance.now();
  const { stderr } = expectExit(await host.flannelctl([...INIT, '--lock-timeout', '1s']), LOCKED);
  expect(performance.now() - from).toBeGreaterThan(1000);
  expect(stderr).toContain('It did not end within 1 s.');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a command that waits, and no other',
  async (signal) => {
    const { host, gate, holder } = await busyHost();
    const waiting = start(host, [...INIT, '--lock-timeout', '10m']);
    await waiting.says('waiting');
    waiting.kill(signal);
    // Of a lost terminal the kernel would give 129, and the table of exit statuses has one for being told to end.
    const { signal: ended, exitCode } = await waiting.ended();
    expect(signal === 'SIGHUP' ? exitCode : ended).toBe(signal === 'SIGHUP' ? 143 : signal);
    gate.open();
    expectExit(await holder.ended(), 0);
    await expectWell(host);
  },
);

test('a holder that is stopped is a holder all the same', async () => {
  const { host, holder } = await busyHost();
  holder.kill('SIGSTOP');
  const { stderr } = expectExit(await host.flannelctl(INIT), LOCKED);
  expect(stderr).toContain('does not say who it is');
});

test.each(['soon', '-1', '1h', '1.5', '2 m', '', '1441m'])('--lock-timeout %j is no time', async (time) => {
  const host = await freshHost();
  const { stderr } = expectExit(await host.flannelctl([...INIT, `--lock-timeout=${time}`]), 64);
  expect(stderr).toContain('such as 90, 90s or 2m');
});

test.each(['0', '90', '90s', '2m', '1440m'])('--lock-timeout %s is a time', async (time) => {
  const host = await freshHost();
  expectExit(await host.flannelctl([...INIT, '--dry-run', `--lock-timeout=${time}`]), 0);
});
