import { describe, expect, it } from 'vitest';
import { inNaturalOrder } from '../../../src/net/index.ts';

describe('names in natural order', () => {
  it.each([
    [
      ['w10', 'w2', 'w1', 'w100'],
      ['w1', 'w2', 'w10', 'w100'],
    ],
    [
      ['n2.b10', 'n10.b1', 'n2.b9'],
      ['n2.b9', 'n2.b10', 'n10.b1'],
    ],
    [
      ['b', 'a10', 'a', 'a9'],
      ['a', 'a9', 'a10', 'b'],
    ],
    [
      ['10', '9', '08', '8'],
      ['08', '8', '9', '10'],
    ],
    [
      ['w-2', 'w2', 'w'],
      ['w', 'w-2', 'w2'],
    ],
    [
      ['subnet-10.244.10.0-24', 'subnet-10.244.9.0-24'],
      ['subnet-10.244.9.0-24', 'subnet-10.244.10.0-24'],
    ],
    [
      ['w0', 'w00', 'w1'],
      ['w0', 'w00', 'w1'],
    ],
  ])('%j', (names, sorted) => {
    expect(inNaturalOrder(names)).toEqual(sorted);
    expect(inNaturalOrder(names.toReversed())).toEqual(sorted);
  });
});
