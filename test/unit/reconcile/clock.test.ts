import { expect, test } from 'vitest';
import { clock } from '../../../src/reconcile/base/clock.ts';

test('a time of another day is told with its date, of today without', () => {
  expect(clock(new Date(2024, 1, 3, 4, 5, 6))).toBe('2024-02-03 04:05:06');
  const noon = new Date();
  noon.setHours(12, 0, 0);
  expect(clock(noon)).toBe('12:00:00');
});
