import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect } from 'vitest';
import type { StatusDocument } from '../../../src/generated/types.d.ts';
import { validateStatusDocument } from '../../../src/generated/validators.js';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1, netConf, PEER2, peerFlags, RECORD } from '../../support/host/node.ts';
import {
  expectState,
  journalOf,
  startPending,
  stateOf,
  test,
  untilOver,
  type Waiting,
} from '../../support/transactions/running.ts';

const JOIN = ['join', '--net-conf', netConf({ Backend: { Type: 'vxlan', MTU: 1300 } })];

const LONG = 600;

/** An init that is applied and waits to be confirmed. */
const pendingInit = async (host: Host): Promise<Waiting> => startPending(host, initArgs(), LONG);

/** A change of a node that waits to be confirmed. */
async function pendingJoin(host: Host): Promise<Waiting> {
  await initN1(host);
  return startPending(host, JOIN, LONG);
}

const CONFIRMED = /^Confirmed: the change stays\.$/m;

describe.concurrent('confirm', () => {
  test('keeps the change, once', async ({ host }) => {
    expectExit(await host.flannelctl(['confirm']), 64);
    const { id, command } = await pendingInit(host);
    const pending = await stateOf(host);
    expect(expectExit(await host.flannelctl(['confirm', 'ffffff']), 64).stderr).toContain(id);
    await expectState(host, pending);

    expect(expectExit(await host.flannelctl(['confirm', id]), 0).stdout).toMatch(CONFIRMED);
    expect(expectExit(await command.ended, 0).stdout).toContain('Done.');
    await untilOver(host);
    expectExit(await host.flannelctl(['confirm', id]), 64);
    expectExit(await host.flannelctl(['confirm']), 64);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
  });

  test('needs no id', async ({ host }) => {
    const { command } = await pendingInit(host);
    expectExit(await host.flannelctl(['confirm']), 0);
    expectExit(await command.ended, 0);
  });

  test('keeps a reset', async ({ host }) => {
    const blank = await stateOf(host);
    await initN1(host);
    const { id, command } = await startPending(host, ['reset'], LONG);
    expectExit(await host.flannelctl(['confirm', id]), 0);
    expectExit(await command.ended, 0);
    await untilOver(host);
    await expectState(host, blank);
  });

  test('refuses a change that was interrupted', async ({ host }) => {
    const { command } = await pendingInit(host);
    command.signal('SIGTERM');
    expectExit(await command.ended, 143);
    expectExit(await host.flannelctl(['confirm']), 64);
  });
});

describe.concurrent('rollback', () => {
  test('rolls it back at once, and the waiting command says so', async ({ host }) => {
    await initN1(host);
    const before = await stateOf(host);
    const { id, command } = await startPending(host, JOIN, LONG);
    const pending = await stateOf(host);
    expect(expectExit(await host.flannelctl(['rollback', 'ffffff', '--yes']), 64).stderr).toContain(id);
    await expectState(host, pending);

    expectExit(await host.flannelctl(['rollback', id, '--yes']), 0);
    expect(expectExit(await command.ended, 7).stderr).toContain('was rolled back by another command');
    await untilOver(host);
    await expectState(host, before);
    expectExit(await host.flannelctl(['confirm', id]), 64);
  });
});

describe.concurrent.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while it waits', ([signal, exitCode]) => {
  test('rolls it back', async ({ host }) => {
    const before = await stateOf(host);
    const { command } = await pendingInit(host);
    command.signal(signal);
    expect(expectExit(await command.ended, exitCode).stderr).toContain('as it was before');
    await untilOver(host);
    await expectState(host, before);
  });
});

describe.concurrent('while it waits', () => {
  test('nothing else changes the host', async ({ host }) => {
    const { id, command } = await pendingJoin(host);
    const pending = await stateOf(host);
    const others = [
      initArgs(),
      ['join', ...peerFlags(PEER2)],
      ['reset'],
      ['recover', '--forward'],
      ['recover', '--abandon'],
    ];
    for (const args of others) {
      const { stderr } = expectExit(await host.flannelctl([...args, '--yes']), 10);
      expect(stderr).toContain(id);
    }
    await expectState(host, pending);
    expectExit(await host.flannelctl(['confirm']), 0);
    expectExit(await command.ended, 0);
  });

  test('looking neither ends it nor confirms it', async ({ host }) => {
    const { command } = await pendingJoin(host);
    const pending = await stateOf(host);
    const looks: [readonly string[], number][] = [
      [['diff'], 0],
      [['diff', '--detailed-exitcode', ...peerFlags('n9=192.168.77.9,10.244.9.0/24')], 2],
      [[...initArgs(), '--dry-run'], 0],
      [['join', ...peerFlags(PEER2), '--dry-run'], 0],
      [['reset', '--dry-run'], 0],
      [['status', '--no-probe'], 0],
      [['validate', path.join(host.root, RECORD)], 3],
    ];
    for (const [args, exitCode] of looks) {
      expectExit(await host.flannelctl(args), exitCode);
      expect((await journalOf(host)).at(-1)).toMatchObject({ record: 'pending' });
    }
    await expectState(host, pending);
    expectExit(await host.flannelctl(['confirm']), 0);
    expectExit(await command.ended, 0);
  });

  test('status says so, and is well', async ({ host }) => {
    const { id, until, command } = await pendingInit(host);
    const { stdout: text } = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expect(text).toContain(id);
    expect(text).toContain('flannelctl confirm');
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe', '-o', 'json']), 0);
    const document = JSON.parse(stdout) as StatusDocument;
    expect(validateStatusDocument(document), JSON.stringify(validateStatusDocument.errors)).toBe(true);
    expect(document).toMatchObject({
      well: true,
      transaction: { id, command: 'flannelctl init', pid: command.pid, until, state: 'pending' },
    });
  });
});

test.concurrent('--confirm-timeout 0 waits for nothing', async ({ host }) => {
  expectExit(await host.flannelctl([...initArgs(), '--yes', '--confirm-timeout', '0']), 0);
  expect(await journalOf(host)).toEqual([]);
  expect(await readFile(path.join(host.root, RECORD), 'utf8')).toContain('"n1"');
});
