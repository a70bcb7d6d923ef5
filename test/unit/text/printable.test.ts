import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPrintable, jsonText, printable, printableLines, quote } from '../../../src/text/index.ts';
import { STEERING, steeringIn } from '../../support/steering.ts';

const RUNS = { seed: 5, numRuns: 500 };

/** Texts full of what must not be shown, between what may. */
const texts = fc
  .array(fc.oneof(fc.constantFrom(...STEERING, '\n', '\t'), fc.string({ unit: 'binary', maxLength: 5 })))
  .map((parts) => parts.join(''));

/** A pair of surrogates is one character, whatever it was before. */
const lengthOf = (text: string): number => [...text].length;

describe('a text made printable', () => {
  it('has none of what steers a terminal or is not seen', () => {
    expect(STEERING.filter((character) => steeringIn(printable(character)).length > 0)).toEqual([]);
    fc.assert(
      fc.property(texts, (text) => {
        expect(steeringIn(printable(text))).toEqual([]);
        expect(printable(text)).not.toMatch(/[\n\t]/);
        expect(steeringIn(printableLines(text))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is as long as it was, and stays as it is', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(lengthOf(printable(text))).toBe(lengthOf(text));
        expect(printable(printable(text))).toBe(printable(text));
        expect(printableLines(text).split('\n')).toHaveLength(text.split('\n').length);
        expect(isPrintable(text)).toBe(printableLines(text) === text);
      }),
      RUNS,
    );
  });

  it('shows a character for each, and those of C0 by their pictures', () => {
    expect(printable('a\u001b\n\t\u007f\u009b\u202e\u{e0041}\ud800z')).toBe('a␛␊␉␡����z');
  });

  it.each(['café', 'e\u0301', 'שלום', 'مرحبا', '日本語', '🎉', '→ ✔ ├─'])('leaves %s as it is', (text) => {
    expect(printable(text)).toBe(text);
    expect(isPrintable(text)).toBe(true);
  });

  it('shows what joins an emoji of several', () => {
    expect(printable('👩\u200d🚀')).toBe('👩�🚀');
  });
});

it('a quoted value is one harmless line', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(steeringIn(quote(text))).toEqual([]);
      expect(quote(text)).not.toContain('\n');
    }),
    RUNS,
  );
});

it('a value as JSON is harmless, and reads as the same value', () => {
  const values = fc.dictionary(texts, fc.oneof(texts, fc.array(texts), fc.dictionary(texts, texts)));
  fc.assert(
    fc.property(values, fc.constantFrom(undefined, 2), (value, indent) => {
      const text = jsonText(value, indent);
      expect(steeringIn(text)).toEqual([]);
      expect(JSON.parse(text)).toEqual({ ...value });
    }),
    RUNS,
  );
});
