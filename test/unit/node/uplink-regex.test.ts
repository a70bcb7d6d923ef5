import { describe, expect, it } from 'vitest';
import { patternReader } from '../../../src/node/uplink/regex.ts';

const readPatterns = await patternReader();

describe('a pattern of --iface-regex', () => {
  it.each(['^(([0-9a-f]|:)+)+z', '^(?:(?:(?:.*)*)*)*z$', '(x+x+)+y'])(
    '%s ends, though it has more ways to match than there is time',
    (regex) => {
      const [pattern] = readPatterns([regex]);
      expect(pattern?.matches('fd12:3456:789a:bcde:1234:5678:9abc:def0')).toBe(false);
      expect(pattern?.matches('x'.repeat(10_000))).toBe(false);
    },
  );

  it.each([
    ['a'.repeat(1001), 'is over 1000 characters long'],
    ['\\PL{1000}'.repeat(20), 'is too large'],
    ['(((x?){10}){10}){10}'.repeat(40), 'is too large'],
  ])('%.20s… is refused by name, shortened', (regex, why) => {
    const refused = expect.objectContaining({ exit: 'invalidConfig', message: expect.stringContaining(why) });
    expect(() => readPatterns([regex])).toThrow(refused);
    expect(() => readPatterns([regex])).toThrow(/^--iface-regex .{60} is [^"]*$/);
  });

  it.each(['eth[', '(', '*', 'a**', '(?=x)', '\\1', 'x{1001}', '[[:alpha:]', '[[:latin:]]'])(
    'that is none, %s, is refused by name',
    (regex) => {
      expect(() => readPatterns([regex])).toThrow(
        expect.objectContaining({
          exit: 'invalidConfig',
          message: expect.stringContaining(
            `--iface-regex ${JSON.stringify(regex)} is not a regular expression: `,
          ),
        }),
      );
    },
  );

  it('is bounded with the others together', () => {
    const many = Array.from({ length: 101 }, () => 'x'.repeat(10));
    expect(() => readPatterns(many)).toThrow('is over 1000 characters long');
  });
});
