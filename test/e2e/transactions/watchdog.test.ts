import { expect } from 'vitest';
import { expectExit, initArgs } from '../../support/host/node.ts';
import {
  expectState,
  startPending,
  stateOf,
  test,
  until,
  watchdogsOf,
} from '../../support/transactions/running.ts';

/** Seconds: on a busy machine it takes one to see that the change waits. */
const EXPIRES = 5;

const KILLED = 137;

test('a change that nobody confirms is rolled back on time, although its command was killed', async ({
  host,
}) => {
  const before = await stateOf(host);
  const { command } = await startPending(host, initArgs(), EXPIRES);
  expect(await watchdogsOf(host)).toHaveLength(1);
  command.signal('SIGKILL');
  expectExit(await command.ended, KILLED);
  await until('the watchdog is done', async () => (await watchdogsOf(host)).length === 0);
  await expectState(host, before);
});
