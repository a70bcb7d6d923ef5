import { execa } from 'execa';
import { describe, expect } from 'vitest';
import type { CliResult } from '../../support/cli/cli.ts';
import { commandIn, type Host } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';
import { EVERY_MOMENT } from '../../support/sample.ts';
import { gateAt, standIns } from '../../support/transactions/gates.ts';
import { CTRL_C, openTerminal, quoted } from '../../support/transactions/pty.ts';
import {
  expectState,
  journalOf,
  pidsIn,
  start,
  stateOf,
  test,
  until,
} from '../../support/transactions/running.ts';

const INIT = [...initArgs(), '--yes'];

/** A changing call in the middle of init. */
const MIDDLE = 4;

const countOf = (shown: string, text: string): number => shown.split(text).length - 1;

describe.concurrent('Ctrl-C on a terminal, which all in the foreground get', () => {
  test.for([1, 2])('cuts no batch in half, %i times', async (times, { host, onTestFinished }) => {
    const before = await stateOf(host);
    const gate = await gateAt({ onTestFinished }, MIDDLE);
    const terminal = openTerminal(host, INIT, gate.via);
    await gate.reached();
    for (let i = 1; i <= times; i += 1) {
      terminal.type(CTRL_C);
      // The terminal shows it once it has sent the signal (n_tty: isig, then echo).
      await until('the terminal has sent the signal', async () => countOf(terminal.shown(), '^C') === i);
    }
    await gate.open();
    expect(await terminal.ended, terminal.shown()).toEqual({ exitCode: 130 });
    expect(terminal.shown()).toContain('the host is as it was before');
    expect((await gate.ended()).slice(0, MIDDLE)).toEqual(['1 0', '2 0', '3 0', `${MIDDLE} 0`]);
    await expectState(host, before);
  });
});

describe.concurrent('a terminal that is lost in the middle of it', () => {
  // With its terminal a shell ends, and then all that it has in the foreground are sent SIGHUP.
  const SHELLS: readonly (readonly [string, (command: string) => string])[] = [
    ['of its own', (command) => `exec ${command}`],
    ['of a shell', (command) => `${command}; true`],
  ];

  test.for(SHELLS)('%s: the host is as before', async ([, shell], { host, onTestFinished }) => {
    const before = await stateOf(host);
    const gate = await gateAt({ onTestFinished }, MIDDLE);
    const terminal = openTerminal(host, INIT, gate.via, shell);
    await gate.reached();
    terminal.close();
    await terminal.ended;
    await gate.open();
    await until('all is over', async () => (await pidsIn(host)).length === 0);
    expect((await gate.ended()).slice(0, MIDDLE)).toEqual(['1 0', '2 0', '3 0', `${MIDDLE} 0`]);
    await expectState(host, before);
  });
});

/** Runs flannelctl with somebody who reads one byte of what it says and goes; gives how it ended. */
async function withShyReader(
  { netns, root }: Host,
  args: readonly string[],
  via: readonly string[],
): Promise<number> {
  const command = commandIn(netns, args, via).map(quoted).join(' ');
  const line = `{ { ${command} 2>&1; echo $? >&3; } | head -c 1 > /dev/null; } 3>&1`;
  const { stdout } = await execa('sh', ['-c', line], { env: { NO_COLOR: '1', FLANNELCTL_ROOT: root } });
  return Number(stdout);
}

describe.concurrent('where nobody reads to the end what it says', () => {
  const SAYING = [['--verbose'], ['--show-commands'], ['-o', 'ndjson'], ['-o', 'json']];

  test.for(SAYING)('the work is done: %s', async (flags, { host, onTestFinished }) => {
    const { via } = await standIns({ onTestFinished }, ':');
    expect(await withShyReader(host, [...INIT, ...flags], via)).toBe(0);
    expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
    expect(await journalOf(host)).toEqual([]);
  });

  test.for(SAYING)('it is rolled back if it fails: %s', async (flags, { host, onTestFinished }) => {
    const before = await stateOf(host);
    const { via } = await standIns({ onTestFinished }, `[ "$n" -eq ${MIDDLE} ] && exit 2`);
    expect(await withShyReader(host, [...INIT, ...flags], via)).toBe(5);
    await expectState(host, before);
  });
});

/** Runs init and sends a signal as soon as it says that it begins its n-th batch; undefined if there is no such one. */
async function stoppedAt(host: Host, n: number): Promise<CliResult | undefined> {
  let isSent = false;
  const command = start(host, [...INIT, '--verbose'], {}, (said) => {
    if (isSent || !said.includes(`batch ${n} of `)) return;
    isSent = true;
    command.signal('SIGTERM');
  });
  const result = await command.ended;
  return isSent ? result : undefined;
}

test.concurrent('a signal from outside at any batch, of files as well, leaves no half host', async ({
  host,
}) => {
  const before = await stateOf(host);
  const ends: number[] = [];
  let n = 1;
  for (; ; n += EVERY_MOMENT ? 1 : 2) {
    const result = await stoppedAt(host, n);
    if (result === undefined) break;
    ends.push(result.exitCode);
    if (result.exitCode === 0) {
      expectExit(await host.flannelctl(['diff', '--detailed-exitcode']), 0);
      expectExit(await host.flannelctl(['reset', '--yes']), 0);
    } else expectExit(result, 143);
    await expectState(host, before);
  }
  expect(n).toBeGreaterThan(12);
  expect(ends).toContain(143);
});
