import { expect, test } from 'vitest';
import { foldFindings } from '../../../../src/health/findings/fold.ts';
import { choiceOf, mendableIn } from '../../../../src/health/index.ts';
import { finding } from '../support.ts';

const SAFE = finding('Safe', { fix: { safety: 'safe' } });
const ASK = finding('Ask', { fix: { safety: 'ask' }, follows: ['Safe'] });
const NONE = finding('None');

test('findings are sorted by who can mend them; a consequence without a fix goes with its cause', () => {
  const found = foldFindings([SAFE, ASK, NONE, finding('After', { follows: ['Safe'] })]);
  const names = Object.entries(mendableIn({ findings: found })).map(([key, some]) => [
    key,
    ...(some as readonly { check: string }[]).map(({ check }) => check),
  ]);
  expect(names).toEqual([
    ['safe', 'Safe'],
    ['ask', 'Ask'],
    ['none', 'None'],
  ]);
});

test.each([
  ['what is safe, unasked', undefined, [], ['Safe']],
  ['what was agreed to', undefined, ['Ask'], ['Safe', 'Ask']],
  ['only what was named', ['Ask', 'None'], ['Ask', 'None'], ['Ask']],
  ['of a safe one, too', ['Safe'], ['Safe'], ['Safe']],
])('a fix mends %s', (_, only, agreed, expected) => {
  const isChosen = choiceOf(only && new Set(only), new Set(agreed));
  expect([SAFE, ASK, NONE].filter(isChosen).map(({ check }) => check)).toEqual(expected);
});
