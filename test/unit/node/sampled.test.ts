import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampled } from '../../../src/node/index.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('of a list of peers', () => {
  it('all are taken where it is short', () => {
    expect(sampled(numbers(3), 3)).toEqual([0, 1, 2]);
    expect(sampled([], 3)).toEqual([]);
  });

  it('some are taken where it is long, evenly, with the first and the last', () => {
    expect(sampled(numbers(101), 5)).toEqual([0, 25, 50, 75, 100]);
  });

  it('none is taken twice, and never more than asked for', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 2, max: 40 }), (count, most) => {
        const some = sampled(numbers(count), most);
        expect(new Set(some).size).toBe(Math.min(count, most));
      }),
    );
  });
});
