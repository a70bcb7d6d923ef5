import { expect, it } from 'vitest';
import { wireguardBackend } from '../../../src/backends/wireguard.ts';
import { makeReporter, makeSource } from '../../../src/text/index.ts';

/** What is said of a keepalive of so many seconds. */
function saidOf(seconds: number): string[] {
  const report = makeReporter(makeSource('', ''));
  const read = { key: 'PersistentKeepaliveInterval', at: { start: 0, end: 0 }, value: seconds };
  wireguardBackend.config.check?.(new Map([[read.key, read]]), undefined as never, report);
  return report.problems.map(({ message }) => message);
}

it.each([0, 25, 65_535])('a keepalive of %i seconds is one', (seconds) => {
  expect(saidOf(seconds)).toEqual([]);
});

it.each([-1, 65_536])('a keepalive of %i seconds is none', (seconds) => {
  expect(saidOf(seconds)).toEqual([`PersistentKeepaliveInterval ${seconds} is no number of seconds`]);
});
