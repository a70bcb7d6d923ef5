import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors/index.ts';
import { parseJournal, readRecords } from '../../src/reconcile/journal-text.ts';
import { initArgs } from '../node/support.ts';
import { whatToolsSee } from '../support/journal-seen.ts';
import { freshHost } from '../support/netns.ts';

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
    const [begin, end] = [
      '{"record":"begin","version":1,"transaction":{}}',
      '{"record":"end","outcome":"applied"}',
    ];
    expect(readRecords('journal', `${begin}\n{"record":"bat\n${end}\n`)).toHaveLength(2);
  });

  test('has lines that are no records: they say nothing', () => {
    const begin = '{"record":"begin","version":1,"transaction":{}}';
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
