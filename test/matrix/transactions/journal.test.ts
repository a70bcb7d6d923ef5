import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type JournalEntry, parseJournal } from '../../../src/reconcile/journal/journal-text.ts';
import { JOURNAL, whatToolsSee } from '../../support/host/journal-seen.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1 } from '../../support/host/node.ts';

const INIT = [...initArgs(), '--yes'];

describe('where no journal is, but something else', () => {
  const COMMANDS = [
    INIT,
    ['join', '--yes'],
    ['reset', '--yes'],
    ['rollback', '--yes'],
    ['recover', '--abandon', '--yes'],
    ['confirm'],
    ['status', '--no-probe'],
  ];

  test.each([
    [
      'binary',
      (file: string) => writeFile(file, Buffer.from([0, 1, 0xff, 0xfe, 10, 0x7b])),
      'is not a journal of flannelctl',
    ],
    [
      'JSON that is something else',
      (file: string) => writeFile(file, 'null\n{"record":"end"}\n'),
      'is not a journal of flannelctl',
    ],
    [
      'without a transaction',
      (file: string) => writeFile(file, '{"record":"begin","version":3}\n'),
      'is not a journal of flannelctl',
    ],
    [
      'with half a transaction',
      (file: string) => writeFile(file, '{"record":"begin","version":3,"transaction":{"id":"x"}}\n'),
      'is not a journal of flannelctl',
    ],
    ['a folder', (file: string) => mkdir(file), 'is not trusted: it is no regular file'],
    [
      'of a later version',
      (file: string) => writeFile(file, '{"record":"begin","version":4}\n'),
      'is a journal of version 4, and this flannelctl reads versions 2 and 3',
    ],
  ] as const)('%s: every command says so and changes nothing', async (_, make, message) => {
    const host = await freshHost();
    await initN1(host);
    const file = path.join(host.root, JOURNAL);
    await make(file);
    const before = (await stat(file)).mtimeMs;
    for (const args of COMMANDS) {
      const { stderr } = expectExit(await host.flannelctl(args), 3);
      expect(stderr, args.join(' ')).toContain(`${file} ${message}`);
      expect(stderr).toContain('→');
    }
    expect((await stat(file)).mtimeMs).toBe(before);
    await rm(file, { recursive: true });
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  });

  test('but an empty one, or one that was cut off at once, means that nothing was changed', async () => {
    const host = await freshHost();
    await initN1(host);
    const file = path.join(host.root, JOURNAL);
    for (const text of ['', '{"rec', '{"record":"begin","version":1,"transaction":{"id":"4f']) {
      await writeFile(file, text);
      expectExit(await host.flannelctl(['status', '--no-probe']), 0);
      expect(expectExit(await host.flannelctl(['rollback', '--yes']), 0).stdout).toContain('No changes');
      await expect(stat(file)).rejects.toThrow('ENOENT');
    }
  });
});

test('an empty state folder is what a killed command has left: it goes with all that is ours', async () => {
  const host = await freshHost();
  const folder = path.join(host.root, path.dirname(JOURNAL));
  await mkdir(folder, { recursive: true });
  expectExit(await host.flannelctl(INIT), 0);
  expectExit(await host.flannelctl(['reset', '--yes']), 0);
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

/** The lines that a batch of `ip` or `bridge` is told, or the text that `nft` is. */
const linesOf = (record: JournalEntry | undefined): string =>
  record?.record === 'batch'
    ? record.commands.map((command) => command.replace(/^(ip|bridge) /, '')).join('\n')
    : '';

describe('the journal of a change', () => {
  test('says what a tool will do before the tool is called, and is for root alone', async () => {
    const seen = await whatToolsSee(await freshHost(), INIT);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    for (const { journal, mode, input } of seen) {
      const last = parseJournal(journal).at(-1);
      expect(input.trimEnd()).not.toBe('');
      expect(linesOf(last)).toContain(input.trimEnd());
      expect(mode).toBe(0o600);
    }
  });

  test('begins with the snapshot, then has each batch and that it is done, in order, and is gone in the end', async () => {
    const host = await freshHost();
    const seen = await whatToolsSee(host, INIT);
    const records = parseJournal(seen.at(-1)?.journal ?? '');
    const course = records.map((record) => ('n' in record ? `${record.record} ${record.n}` : record.record));
    const batches = records.filter(({ record }) => record === 'batch').length;
    const wanted = Array.from({ length: batches }, (_, i) => [`batch ${i + 1}`, `done ${i + 1}`]).flat();
    expect(course).toEqual(['begin', ...wanted.slice(0, -1)]);
    await expect(stat(path.join(host.root, JOURNAL))).rejects.toThrow('ENOENT');
  });
});
