import { describe, expect, type TestContext } from 'vitest';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';
import { gateAt } from '../../support/transactions/gates.ts';
import { CTRL_C, openTerminal } from '../../support/transactions/pty.ts';
import { expectState, pidsIn, start, stateOf, test, until } from '../../support/transactions/running.ts';

type Cleanup = Pick<TestContext, 'onTestFinished'>;

const YES_INIT = [...initArgs(), '--yes'];

/** An init that is held before its first change. */
async function heldInit(host: Host, cleanup: Cleanup) {
  const gate = await gateAt(cleanup, 2);
  const env = { FLANNELCTL_COMMAND_TIMEOUT: '600' };
  const command = start(host, YES_INIT, { ...gate, env });
  await gate.reached();
  return { gate, command };
}

describe.concurrent('a command that waits for the lock', () => {
  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('ends at %s, and has changed nothing', async ([signal, exitCode], { host, onTestFinished }) => {
    const { gate, command } = await heldInit(host, { onTestFinished });
    const state = await stateOf(host);
    const waiting = start(host, ['reset', '--yes', '--lock-timeout', '600']);
    await until('it waits for the lock', async () => waiting.said().includes('waiting up to 600 s'));
    waiting.signal(signal);
    expectExit(await waiting.ended, exitCode);
    await expectState(host, state);
    await gate.open();
    expectExit(await command.ended, 0);
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
  });
});

describe.concurrent('a command at its question', () => {
  test('ends at Ctrl-C, and has changed nothing', async ({ host }) => {
    const before = await stateOf(host);
    const terminal = openTerminal(host, initArgs());
    await terminal.shows('Make these changes?');
    terminal.type(CTRL_C);
    expect(await terminal.ended, terminal.shown()).toEqual({ exitCode: 130 });
    await expectState(host, before);
  });

  test('ends with its terminal, and has changed nothing', async ({ host }) => {
    const before = await stateOf(host);
    const terminal = openTerminal(host, initArgs());
    await terminal.shows('Make these changes?');
    terminal.close();
    await until('nobody is left', async () => (await pidsIn(host)).length === 0);
    await expectState(host, before);
  });
});
