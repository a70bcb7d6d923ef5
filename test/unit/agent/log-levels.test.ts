import { expect, it } from 'vitest';
import { LOG_LEVELS } from '../../../src/agent/index.ts';
import { makeLog } from '../../../src/agent/operation/log.ts';

it.each([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
] as const)('the log at level %s has lines of %j', (level, expected) => {
  const lines: string[] = [];
  const log = makeLog({ format: 'json', level, write: (line) => lines.push(line), now: () => 0 });
  for (const one of ['debug', 'info', 'warn', 'error'] as const) log(one, 'x');
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected);
});

it('the levels of the log are four, the least important first', () => {
  expect(LOG_LEVELS).toEqual(['debug', 'info', 'warn', 'error']);
});
