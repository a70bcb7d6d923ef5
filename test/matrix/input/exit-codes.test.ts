import { describe, expect, test } from 'vitest';
import { validateChangesDocument, validateErrorDocument } from '../../../src/generated/validators.js';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';
import { ENDINGS, endsAlike } from '../../support/transactions/endings.ts';

describe('the exit status', () => {
  test.each(Object.entries(ENDINGS))(
    '%s is the same in text and JSON, which is one document by its schema',
    async (exit, ending) => endsAlike(await freshHost(), Number(exit), ending, ['text', 'json']),
  );

  test.each([
    ['-ojson', []],
    ['--output=json', []],
    ['--json', []],
    ['--json', ['--no-such-flag']],
  ])('and the document are the same with %s', async (flag, more) => {
    const host = await freshHost();
    const { stdout } = expectExit(
      await host.flannelctl(['status', flag, ...more]),
      more.length === 0 ? 3 : 64,
    );
    expect(validateErrorDocument(JSON.parse(stdout))).toBe(true);
  });
});

describe('documents', () => {
  test('of init, join, diff, status and reset are by their schemas, with counts of what they list', async () => {
    const host = await freshHost();
    for (const args of [
      [...initArgs(), '--yes'],
      ['join', '--yes'],
      ['diff'],
      ['reset', '--yes'],
      ['reset'],
    ]) {
      const { stdout } = expectExit(await host.flannelctl([...args, '-o', 'json']), 0);
      const document = JSON.parse(stdout) as {
        changes: { action: string }[];
        counts: Record<string, number>;
      };
      expect(validateChangesDocument(document), stdout).toBe(true);
      for (const [action, count] of Object.entries(document.counts))
        expect(document.changes.filter((change) => change.action === action)).toHaveLength(count);
    }
  });
});
