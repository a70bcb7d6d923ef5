import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../src/generated/types.d.ts';
import { addToHistory, readHistoryFile } from '../../../src/reconcile/history/history-file.ts';
import { userText } from '../../../src/reconcile/history/history-line.ts';
import { summaryOf } from '../../../src/reconcile/journal/change-summary.ts';
import { makeStateFolder } from '../../../src/reconcile/journal/saved-versions.ts';
import type { Change, HostObject } from '../../../src/state/index.ts';
import { memoryHost } from '../../support/memory-host/host.ts';
import { newMachine } from '../../support/memory-host/machine.ts';
import { powerFor } from '../../support/memory-host/power.ts';

const entry = (id: string, more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  id,
  since: '2026-01-01T00:00:00.000Z',
  command: 'flannelctl join',
  outcome: 'applied',
  ...more,
});

/** The history after some entries were added one after the other. */
async function historyOf(entries: readonly HistoryEntry[]): Promise<readonly HistoryEntry[]> {
  const { host } = memoryHost(newMachine(), powerFor(0));
  await makeStateFolder(host);
  for (const one of entries) await addToHistory(host, one);
  return readHistoryFile(host);
}

describe('the history of a node', () => {
  it('is empty before the first change, and has each one after, the oldest first', async () => {
    expect(await historyOf([])).toEqual([]);
    const entries = ['a1', 'a2', 'a3'].map((id) => entry(id));
    expect(await historyOf(entries)).toEqual(entries);
  });

  it('has a change once, as it ended', async () => {
    const ended = entry('a1', { outcome: 'rolledBack', reason: 'refused' });
    expect(await historyOf([entry('a1'), entry('a2'), ended])).toEqual([entry('a2'), ended]);
  });

  it('has the last hundred', async () => {
    const entries = Array.from({ length: 103 }, (_, i) => entry(`a${i}`));
    expect(await historyOf(entries)).toEqual(entries.slice(3));
  });
});

it.each([
  [{ uid: 0, name: 'root' }, 'root'],
  [{ uid: 1000 }, 'uid 1000'],
  [{ uid: 0, name: 'root', sudoUser: 'ann' }, 'root (sudo: ann)'],
])('a user %j is %s', (user, text) => {
  expect(userText(user)).toBe(text);
});

it('a history with a line that is no entry is refused, with the line', async () => {
  const { host } = memoryHost(newMachine(), powerFor(0));
  await makeStateFolder(host);
  await addToHistory(host, entry('a1'));
  await host.files.append('/var/lib/flannelctl/history.ndjson', '{"id":"a2"}\n', true);
  await expect(readHistoryFile(host)).rejects.toMatchObject({
    exit: 'invalidConfig',
    message: '/var/lib/flannelctl/history.ndjson: line 2 is no entry of a history',
  });
});

describe('the summary of a change', () => {
  const setting = (name: string, value: string): HostObject => ({
    kind: 'sysctl',
    path: `net/${name}`,
    value,
  });
  const created = (name: string): Change => ({ action: 'create', key: name, to: setting(name, '1') });
  const text = (name: string): string => `sysctl net/${name} = 1`;

  it('counts each action, and names objects with the fields that change', () => {
    const changes: readonly Change[] = [
      created('a'),
      created('b'),
      { action: 'delete', key: 'c', from: setting('c', '1') },
      {
        action: 'update',
        key: 'd',
        from: setting('d', '0'),
        to: setting('d', '1'),
        fields: [
          { field: 'value', from: '0', to: '1' },
          { field: 'mode', from: '0', to: '1' },
        ],
      },
    ];
    expect(summaryOf(changes)).toEqual({
      counts: { create: 2, delete: 1, update: 1 },
      objects: [`+ ${text('a')}`, `+ ${text('b')}`, `- ${text('c')}`, `~ ${text('d')}: value, mode`],
    });
  });

  it('names the first twenty', () => {
    const changes = Array.from({ length: 22 }, (_, i) => created(`x${i}`));
    const { counts, objects } = summaryOf(changes);
    expect(counts).toEqual({ create: 22 });
    expect(objects).toEqual(changes.slice(0, 20).map(({ key }) => `+ ${text(key)}`));
  });

  it('cuts a line after two hundred characters', () => {
    const [fits] = summaryOf([created('x'.repeat(200 - `+ ${text('')}`.length))]).objects;
    expect(fits).toMatch(/^.{199}1$/);
    expect(summaryOf([created('x'.repeat(300))]).objects).toEqual([expect.stringMatching(/^.{200}…$/)]);
  });
});
