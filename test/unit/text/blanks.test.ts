import { expect, test } from 'vitest';
import { compactBlanks } from '../../../src/text/source/blanks.ts';

test.each([' ', '\n', '\r', '\t'])(
  'a long stretch of %j is left out, and places after it are found again',
  (blank) => {
    const text = `{"a":${blank.repeat(2000)}1}`;
    const compact = compactBlanks(text);
    expect(compact?.text.length).toBe('{"a": 1}'.length);
    expect(compact?.move(compact.text.indexOf('1'))).toBe(text.indexOf('1'));
  },
);

test('a short stretch, and one in a string, stay', () => {
  expect(compactBlanks(`{"a":${' '.repeat(1000)}1}`)).toBeUndefined();
  expect(compactBlanks(`{"a":"${' '.repeat(2000)}"}`)).toBeUndefined();
  expect(compactBlanks(`{"a":"\\"${' '.repeat(2000)}"}`)).toBeUndefined();
});

test('a string that is never closed ends with its line', () => {
  const text = `{"a": "x\n"b":"${' '.repeat(2000)}"}`;
  expect(compactBlanks(text)).toBeUndefined();
  const { text: compact } = compactBlanks(`{"a": "x\n"b":${' '.repeat(2000)}1}`) ?? expect.unreachable();
  expect(compact).toBe('{"a": "x\n"b": 1}');
});
