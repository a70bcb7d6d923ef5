import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';
import { CTRL_C, openTerminal } from '../../support/transactions/pty.ts';
import { start, test, until } from '../../support/transactions/running.ts';

const LOOK = ['status', '--no-probe'];

test('--wait ends when the node is OK, and with 11 and what is wrong if it is not in time', async ({
  host,
}) => {
  await initN1(host, netConf({ EnableNFTables: true }));
  await host.sh('ip route del 10.244.2.0/24');
  const { stdout } = expectExit(await host.flannelctl([...LOOK, '--wait', '1s']), 11);
  expect(stdout).toMatch(/^DEGRADED: 1 missing, \d+ match; 1 of 2 peers cut off \(n2\)/m);
  const waiting = start(host, [...LOOK, '--wait', '60s']);
  expectExit(await host.flannelctl(['join', '--yes']), 0);
  expect(expectExit(await waiting.ended, 0).stdout).toMatch(/^OK: /m);
});

/** What a command has printed to a file so far, a line each. */
const linesIn = async (file: string): Promise<string[]> =>
  (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);

test('--watch prints a line each time, and ends on Ctrl-C with the code of the last one', async ({
  host,
}) => {
  await initN1(host, netConf({ EnableNFTables: true }));
  const watchTo = (file: string, ...more: string[]) =>
    start(host, [...LOOK, '--watch', '--interval', '1s', ...more], {
      via: ['sh', '-c', `exec "$0" "$@" > ${file}`],
    });
  const [lines, documents] = [path.join(host.root, 'lines'), path.join(host.root, 'documents')];
  const watch = watchTo(lines);
  const other = watchTo(documents, '-o', 'json');
  await until('two lines', async () => (await linesIn(lines)).length > 1);
  await host.sh('ip route del 10.244.2.0/24');
  await until('a line of the change', async () => (await linesIn(lines)).at(-1)?.includes('DEGRADED: '));
  await until('a document', async () => (await linesIn(documents)).length > 1);
  watch.signal('SIGINT');
  other.signal('SIGTERM');
  expectExit(await watch.ended, 11);
  expectExit(await other.ended, 143);
  expect((await linesIn(lines))[0]).toMatch(/^\d{4}-[-\dT:.]+Z OK: /);
  expect(JSON.parse((await linesIn(documents))[0] ?? '')).toMatchObject({ kind: 'Status', version: 1 });
});

test('--watch draws the screen again on a terminal', async ({ host }) => {
  await initN1(host, netConf({ EnableNFTables: true }));
  const terminal = openTerminal(host, [...LOOK, '--watch', '--interval', '1s']);
  const isRedrawn = async () => terminal.shown().split('\u001b[H\u001b[J').length > 2;
  await until('a second screen', isRedrawn);
  terminal.type(CTRL_C);
  expect((await terminal.ended).exitCode).toBe(0);
});
