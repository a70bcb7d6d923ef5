import { expect, it } from 'vitest';
import { readHistory } from '../../../src/reconcile/history/history.ts';
import { readOpenTransaction, writeRecord } from '../../../src/reconcile/journal/journal.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { setUp } from '../../support/memory-host/node.ts';
import { powerFor } from '../../support/memory-host/power.ts';

const file = (path: string) => ({ kind: 'file', type: 'file', path, mode: 0o644, content: 'a\n' }) as const;

it('a change that waits to be confirmed is open, and ends as whoever ends it says', async () => {
  const { host } = memoryHost(newMachine(), powerFor(0));
  await setUp(host, [file('/var/lib/a')]);
  const pending = await setUp(host, [file('/var/lib/a'), file('/var/lib/b')], undefined, 60);
  expect(await readHistory(host)).toMatchObject([
    { outcome: 'applied' },
    { outcome: 'open', reason: 'it waits to be confirmed', id: pending?.transaction },
  ]);
  expect((await readOpenTransaction(host))?.pending?.untilUptime).toBeGreaterThan(host.clock.uptime());
  expect(await pending?.ended()).toBeUndefined();
  await writeRecord(host, { record: 'end', outcome: 'confirmed' });
  const before = host.clock.uptime();
  expect(await pending?.outcome(new AbortController().signal)).toBe('confirmed');
  expect(host.clock.uptime()).toBe(before);
  await pending?.close();
});
