import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect } from 'vitest';
import type { Host } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1 } from '../../support/host/node.ts';
import { CTRL_C, ENTER, openTerminal, type Terminal } from '../../support/transactions/pty.ts';
import {
  expectState,
  isAlive,
  journalOf,
  stateOf,
  test,
  until,
  untilOver,
  untilPending,
} from '../../support/transactions/running.ts';

const PRESS_ENTER = 'or press Enter here';

/** A command on a terminal whose change is applied and waits to be confirmed. */
async function pendingOnTerminal(
  host: Host,
  args: readonly string[],
  seconds: number,
): Promise<Terminal & { readonly id: string; readonly pid: number }> {
  const terminal = openTerminal(host, [...args, '--yes', '--confirm-timeout', `${seconds}`]);
  const { id } = await untilPending(host);
  await terminal.shows(PRESS_ENTER);
  const [begin] = await journalOf(host);
  if (begin?.record !== 'begin') throw new Error('the journal is gone');
  return { ...terminal, id, pid: begin.transaction.pid };
}

describe.concurrent('a change that waits on a terminal', () => {
  test('is kept by Enter', async ({ host }) => {
    const terminal = await pendingOnTerminal(host, initArgs(), 600);
    terminal.type(ENTER);
    expect(await terminal.ended, terminal.shown()).toEqual({ exitCode: 0 });
    expect(terminal.shown()).toContain('Done.');
    await untilOver(host);
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
  });

  test('is not kept by anything else that is typed', async ({ host }) => {
    const before = await stateOf(host);
    const terminal = await pendingOnTerminal(host, initArgs(), 5);
    terminal.type('yes');
    expect(await terminal.ended, terminal.shown()).toEqual({ exitCode: 7 });
    await untilOver(host);
    await expectState(host, before);
  });

  test('is rolled back by Ctrl-C', async ({ host }) => {
    const before = await stateOf(host);
    const terminal = await pendingOnTerminal(host, initArgs(), 600);
    terminal.type(CTRL_C);
    expect(await terminal.ended, terminal.shown()).toEqual({ exitCode: 130 });
    expect(terminal.shown()).toContain('as it was before');
    await untilOver(host);
    await expectState(host, before);
  });
});

describe.concurrent('where the terminal is lost', () => {
  test('at the question, nothing is changed, and the command ends with 143', async ({ host }) => {
    const before = await stateOf(host);
    const code = path.join(host.root, 'exit-code');
    const shell = (command: string): string => `trap : HUP; ${command}; echo $? > ${code}`;
    const terminal = openTerminal(host, initArgs(), [], shell);
    await terminal.shows('Make these changes?');
    terminal.close();
    await until('the command has ended', async () => existsSync(code));
    expect((await readFile(code, 'utf8')).trim()).toBe('143');
    await rm(code);
    await expectState(host, before);
  });

  test('the change is kept if it is confirmed from elsewhere', async ({ host }) => {
    const terminal = await pendingOnTerminal(host, initArgs(), 600);
    terminal.close();
    await terminal.ended;
    expect((await journalOf(host)).at(-1)).toMatchObject({ record: 'pending' });
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    expectExit(await host.flannelctl(['confirm', terminal.id]), 0);
    await untilOver(host);
    await until('the command is gone', async () => !(await isAlive(terminal.pid)));
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
  });

  test('the change is rolled back on time if it is not confirmed', async ({ host }) => {
    await initN1(host);
    const before = await stateOf(host);
    const terminal = await pendingOnTerminal(host, ['reset'], 5);
    terminal.close();
    await untilOver(host);
    await until('the command is gone', async () => !(await isAlive(terminal.pid)));
    await expectState(host, before);
  });
});
