import { describe, expect, it } from 'vitest';
import { Calm } from '../../../src/agent/drift/calm.ts';

const FIGHT = ['route 10.244.2.0/24'];

/** The waits that a program gets which changes an object again as soon as it is mended. */
function fight(calm: Calm, rounds: number): { waits: number[]; fights: number; end: number } {
  const waits: number[] = [];
  let [now, fights] = [0, 0];
  for (let i = 0; i < rounds; i += 1) {
    now += 100;
    const { waits: given, isFight } = calm.take(FIGHT, now);
    fights += isFight ? 1 : 0;
    waits.push(...given);
    now += given[0] ?? 0;
  }
  return { waits, fights, end: now };
}

describe('a program that fights the agent', () => {
  it('is mended at once, then later and later, and is named once', () => {
    const { waits, fights } = fight(new Calm(), 14);
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1000, 2000, 4000, 8000]);
    expect(waits.at(-1)).toBe(60_000);
    expect(fights).toBe(1);
  });

  it('does not hold up what else happens, also in the same burst', () => {
    const calm = new Calm();
    const { end } = fight(calm, 8);
    expect(calm.take(['link flannel.1'], end).waits).toEqual([0]);
    expect(calm.take([...FIGHT, 'link cni0'], end + 100).waits).toContain(0);
  });

  it('has one comparison for all that comes while that is waited for', () => {
    const calm = new Calm();
    const { end } = fight(calm, 8);
    expect(calm.take(FIGHT, end + 1).waits).toEqual([16_000]);
    for (let i = 2; i < 16_000; i += 100) expect(calm.take(FIGHT, end + i).waits).toEqual([]);
  });

  it('is forgotten after a minute of peace', () => {
    const calm = new Calm();
    const { end } = fight(calm, 8);
    expect(calm.take(FIGHT, end + 61_000).waits).toEqual([0]);
  });
});
