import { describe, expect, it } from 'vitest';
import { isSealed, sealed } from '../../../src/node/saved/seal.ts';

const TEXT = '{\n  "kind": "NodeRecord",\n  "plan": {}\n}\n';

describe('the seal of a record', () => {
  const text = sealed(TEXT);

  it('is on what was sealed, which stays JSON', () => {
    expect(isSealed(text)).toBe(true);
    const { seal, ...rest } = JSON.parse(text) as Record<string, unknown>;
    expect(rest).toEqual(JSON.parse(TEXT));
    expect(seal).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is broken by every change of a character', () => {
    for (let i = 0; i < text.length; i += 1) {
      const changed = `${text.slice(0, i)}${text[i] === 'x' ? 'y' : 'x'}${text.slice(i + 1)}`;
      expect(isSealed(changed), changed).toBe(false);
    }
  });

  it('is not on other texts', () => {
    for (const other of [TEXT, '', `${text}\n`, JSON.stringify(JSON.parse(text), null, 2)])
      expect(isSealed(other)).toBe(false);
  });
});
