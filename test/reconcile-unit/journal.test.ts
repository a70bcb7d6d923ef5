import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors/index.ts';
import { beginLine, parseJournal, readRecords } from '../../src/reconcile/journal-text.ts';
import type { Transaction } from '../../src/reconcile/transaction.ts';
import { initArgs } from '../node/support.ts';
import { whatToolsSee } from '../support/journal-seen.ts';
import { freshHost } from '../support/netns.ts';

const TRANSACTION: Transaction = {
  id: '4f9c1a',
  command: 'flannelctl join',
  pid: 7,
  since: '2026-01-01T00:00:00.000Z',
  boot: 'a',
  before: [],
  desired: [{ kind: 'sysctl', path: 'net/ipv4/ip_forward', value: '1' }],
  alongAfter: [],
  touched: [],
  victims: [],
  recorded: { paths: [], chains: [] },
  read: { sysctls: [], paths: [] },
  memory: { file: '/var/lib/flannelctl/node.json', before: null, after: '{}', folders: [] },
};

/** The journal of an init that is about to end. */
async function realJournal(): Promise<string> {
  const seen = await whatToolsSee(await freshHost(), [...initArgs(), '--yes']);
  return seen.at(-1)?.journal ?? '';
}

describe('a journal that was cut off', () => {
  test('at any byte is no error, and says nothing that was not written', async () => {
    const text = await realJournal();
    const records = parseJournal(text);
    expect(records.length).toBeGreaterThan(10);
    const bytes = Buffer.from(text);
    const ends = records.map(
      (_, i) =>
        text
          .split('\n')
          .slice(0, i + 1)
          .join('\n').length,
    );
    for (let length = 0; length <= bytes.length; length += 1) {
      const cut = bytes.toString('utf8', 0, length);
      const whole = ends.filter((end) => end <= cut.length).length;
      expect(readRecords('journal', cut)).toHaveLength(whole);
    }
    expect(readRecords('journal', text)).toEqual(records);
  });

  test('and written to again does not hide what came after', () => {
    const [begin, end] = [beginLine(TRANSACTION), '{"record":"end","outcome":"applied"}'];
    expect(readRecords('journal', `${begin}\n{"record":"bat\n${end}\n`)).toHaveLength(2);
  });

  test('has lines that are no records: they say nothing', () => {
    const begin = beginLine(TRANSACTION);
    for (const line of ['null', '5', '"end"', '[]', '{}', '{"record":1}', '{"n":1}'])
      expect(readRecords('journal', `${begin}\n${line}\n`), line).toHaveLength(1);
  });
});

describe('what is no journal', () => {
  test('is never read as one, whatever it is', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.array(fc.json()).map((all) => all.join('\n')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!'{"record":"begin",'.startsWith(text));
        expect(() => readRecords('journal', text)).toThrow(Failure);
      }),
      { seed: 17_996, numRuns: 1000 },
    );
  });
});

describe('a journal that is damaged', () => {
  const refused = (text: string): unknown =>
    expect(() => readRecords('journal', text), text).toThrow(Failure);

  test.each(Object.keys(TRANSACTION))(
    'in its transaction is refused: without %s, or with another value',
    (key) => {
      for (const value of [undefined, true, [5], { memory: null }])
        refused(beginLine({ ...TRANSACTION, [key]: value }));
    },
  );

  test('in an object is refused: one of no kind, or of an unknown one', () => {
    for (const object of [null, {}, { kind: 'tunnel' }, { kind: 'toString' }])
      refused(beginLine({ ...TRANSACTION, before: [object] } as unknown as Transaction));
  });

  test('in the line that says until when it waits is refused', () => {
    const pending = '{"record":"pending","until":"2026-01-01T00:00:00.000Z"';
    refused(`${beginLine(TRANSACTION)}\n${pending}}`);
    expect(readRecords('journal', `${beginLine(TRANSACTION)}\n${pending},"untilUptime":5}`)).toHaveLength(2);
  });
});
