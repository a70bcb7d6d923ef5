import { expect, test } from 'vitest';
import { type SavedVersions, versionText } from '../../../src/reconcile/journal/saved-versions.ts';

const at = (versions: Pick<SavedVersions, 'before' | 'during' | 'after'>) =>
  (['before', 'during', 'after'] as const).map((when) =>
    versionText({ file: '/var/lib/flannelctl/node.json', folders: [], ...versions }, when),
  );

test('a record during a change is its own version, or else that after it', () => {
  expect(at({ before: 'a', during: 'b', after: 'c' })).toEqual(['a', 'b', 'c']);
  expect(at({ before: 'a', after: 'c' })).toEqual(['a', 'c', 'c']);
  expect(at({ before: null, after: 'c' })).toEqual([null, 'c', 'c']);
});

test('a record that a change deletes stays until its end', () => {
  expect(at({ before: 'a', after: null })).toEqual(['a', 'a', null]);
});
