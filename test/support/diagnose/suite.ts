import { afterAll, beforeAll, expect, test } from 'vitest';
import { bench, TEN_MINUTES } from './bench.ts';
import type { Fault } from './fault.ts';
import { bothEndsTable, labLine } from './report.ts';

/** The tests of a lab whose node n3 has each of the faults in turn. */
export function benchOf(name: string, netConf: object, faults: readonly Fault[]): void {
  const it = bench(netConf);

  beforeAll(async () => it.up(), TEN_MINUTES);

  afterAll(async () => {
    process.stdout.write(`${bothEndsTable(it.outcomes)}${labLine(name, it)}`);
    await it.down();
  }, TEN_MINUTES);

  test('nothing is found on a healthy node, also by packets to its peers', () => {
    expect(it.falseAlarms).toEqual([]);
  });

  test.each(faults)('$name: $first is named first', { timeout: TEN_MINUTES }, async (fault) => {
    const { here, there, after } = await it.tried(fault);
    expect(here.named[0], here.named.join(' ')).toBe(fault.first);
    expect(after, 'not mended').toEqual([]);
    if (there !== undefined) expect(there.asked.named[0] ?? 'nothing').toBe(fault.elsewhere);
  });
}
