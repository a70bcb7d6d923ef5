import { describe, expect, it } from 'vitest';
import { LeaseKeeper } from '../../../src/agent/own/keep-lease.ts';
import type { AgentSettings } from '../../../src/agent/settings.ts';
import { Failure } from '../../../src/errors/index.ts';
import type { Store, StoredLease } from '../../../src/stores/index.ts';
import { heldLease, storedLease } from '../../support/agent/leases.ts';
import { VirtualClock } from '../../support/agent/virtual-clock.ts';
import { netConfOf } from '../leases/sources-support.ts';

const netConf = await netConfOf({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } });
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OWN = storedLease('own', { publicIP: '192.168.1.1', subnet: '10.244.1.0/24', mac: 1 });

/** A keeper over a store that notes its writes, in virtual time. */
function keeperIn(clock: VirtualClock, store: Partial<Store> = {}) {
  const writes: { readonly at: number; readonly what: string }[] = [];
  const lines: string[] = [];
  const written = (what: string): StoredLease => {
    writes.push({ at: clock.now(), what });
    return { ...OWN, expires: clock.now() + DAY };
  };
  const settings = {
    store: {
      name: 'the store',
      renew: async () => written('renew'),
      publish: async () => ({ result: 'published' as const, lease: written('publish') }),
      ...store,
    },
    clock,
    renewMargin: HOUR,
    log: (level: string, message: string) => lines.push(`${level} ${message}`),
  } as unknown as AgentSettings;
  const held = heldLease({ ...OWN, expires: clock.now() + DAY }, netConf);
  let moves = 0;
  const keeper = new LeaseKeeper(settings, netConf, held, () => {
    moves += 1;
  });
  const stop = new AbortController();
  const ended = keeper.run(stop.signal);
  const end = async (): Promise<void> => {
    stop.abort();
    await ended;
  };
  return { keeper, writes, lines, moves: () => moves, end };
}

describe('the keeper of a lease', () => {
  it('renews it an hour before its end, for a week', async () => {
    const clock = new VirtualClock();
    const { writes, end } = keeperIn(clock);
    await clock.pass(7 * DAY);
    await end();
    expect(writes.map(({ at }) => at / HOUR)).toEqual([23, 46, 69, 92, 115, 138, 161]);
  });

  it('renews it in time though the clock of the day is set back, and at once where the machine was suspended', async () => {
    const clock = new VirtualClock();
    const { writes, end } = keeperIn(clock);
    await clock.pass(HOUR);
    clock.set(-DAY);
    await clock.pass(22 * HOUR);
    expect(writes).toHaveLength(1);
    clock.set(DAY);
    await clock.pass(HOUR);
    expect(writes).toHaveLength(2);
    await end();
  });

  it('tries a renewal that failed again each minute, until it succeeds', async () => {
    const clock = new VirtualClock();
    let failures = 3;
    const tries: number[] = [];
    const { lines, end } = keeperIn(clock, {
      renew: async () => {
        tries.push(clock.now());
        if (failures-- > 0) throw new Failure('unavailable', 'no leader');
        return { ...OWN, expires: clock.now() + DAY };
      },
    });
    await clock.pass(24 * HOUR);
    await end();
    expect(tries.map((at) => at - 23 * HOUR)).toEqual([0, 60_000, 120_000, 180_000]);
    expect(lines.filter((line) => line.includes('no leader'))).toHaveLength(3);
  });

  it('says nothing of a renewal that its own end breaks off', async () => {
    const clock = new VirtualClock();
    const { lines, end } = keeperIn(clock, {
      renew: async (_own, stop) => {
        await clock.sleep(HOUR, stop);
        throw stop.reason as Error;
      },
    });
    await clock.pass(23 * HOUR + 60_000);
    await end();
    expect(lines).toEqual([]);
  });

  it('puts a deleted record back, if no other has the subnet', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, lines, end } = keeperIn(clock);
    keeper.take([{ type: 'delete', key: 'own' }]);
    await clock.pass(HOUR);
    expect(writes).toEqual([{ at: 5000, what: 'publish' }]);
    expect(lines.at(-1)).toMatch(/^info the lease of 10\.244\.1\.0\/24 was restored$/);
    await clock.pass(DAY);
    await end();
    expect(lines.at(-1)).toMatch(/^info the lease of 10\.244\.1\.0\/24 was renewed$/);
  });

  it('writes its values again over a record that was overwritten', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, end } = keeperIn(clock);
    const other = storedLease('own', { publicIP: '192.168.1.1', subnet: '10.244.1.0/24', mac: 66 });
    keeper.take([{ type: 'put', lease: other }]);
    await clock.pass(HOUR);
    await end();
    expect(writes).toEqual([{ at: 5000, what: 'renew' }]);
  });

  it('writes its values later and later where another program overwrites them again and again', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, end } = keeperIn(clock);
    const other = storedLease('own', { publicIP: '192.168.1.1', subnet: '10.244.1.0/24', mac: 66 });
    for (let minute = 0; minute < 60; minute += 1) {
      keeper.take([{ type: 'put', lease: other }]);
      await clock.pass(60_000);
    }
    expect(writes.length).toBeGreaterThan(12);
    expect(writes.length).toBeLessThan(22);
    await clock.pass(HOUR);
    const count = writes.length;
    keeper.take([{ type: 'put', lease: other }]);
    await clock.pass(5000);
    await end();
    expect(writes.length).toBe(count + 1);
  });

  it('puts a lost record back soon after a try that failed', async () => {
    const clock = new VirtualClock();
    const tries: number[] = [];
    const { keeper, end } = keeperIn(clock, {
      publish: async () => {
        tries.push(clock.now());
        throw new Failure('unavailable', 'no node n1');
      },
    });
    keeper.take([{ type: 'delete', key: 'own' }]);
    await clock.pass(HOUR);
    await end();
    expect(tries.slice(0, 4)).toEqual([5000, 15_000, 30_000, 55_000]);
    expect(tries.length).toBeLessThan(60);
  });

  it('takes a Node that was given the condition NetworkUnavailable for overwritten', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, lines, end } = keeperIn(clock);
    keeper.take([{ type: 'put', lease: { ...OWN, isUnavailable: true } }]);
    await clock.pass(5000);
    await end();
    expect(writes).toEqual([{ at: 5000, what: 'renew' }]);
    expect(lines[0]).toBe(
      "warn own has the condition NetworkUnavailable; this node's values are written again",
    );
  });

  it('does not fight another node that claims the subnet, says so once, and renews when it is gone', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, lines, end } = keeperIn(clock);
    const other = storedLease('own', { publicIP: '192.168.1.7', subnet: '10.244.1.0/24', mac: 7 });
    keeper.take([{ type: 'put', lease: other }]);
    keeper.listed([other]);
    await clock.pass(3 * DAY);
    expect(writes).toEqual([]);
    expect(keeper.rival).toBe('own is claimed by 192.168.1.7');
    expect(lines.filter((line) => line.includes('192.168.1.7'))).toHaveLength(1);
    keeper.take([{ type: 'delete', key: 'own' }]);
    await clock.pass(HOUR);
    await end();
    expect(writes.map(({ what }) => what)).toEqual(['publish']);
  });

  it('renews its record in time when another node that claimed it has given it back', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, end } = keeperIn(clock);
    keeper.take([
      {
        type: 'put',
        lease: storedLease('own', { publicIP: '192.168.1.7', subnet: '10.244.1.0/24', mac: 7 }),
      },
    ]);
    await clock.pass(HOUR);
    keeper.take([{ type: 'put', lease: OWN }]);
    await clock.pass(22 * HOUR);
    await end();
    expect(writes).toEqual([{ at: 23 * HOUR, what: 'renew' }]);
  });

  it('is silent about its own writes and other nodes’ records', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, lines, moves, end } = keeperIn(clock);
    keeper.take([
      { type: 'put', lease: OWN },
      { type: 'delete', key: 'another' },
    ]);
    await clock.pass(HOUR);
    await end();
    expect([writes, lines, moves()]).toEqual([[], [], 0]);
  });

  it('tells that a store which assigns subnets assigned another', async () => {
    const clock = new VirtualClock();
    const { keeper, writes, moves, end } = keeperIn(clock, { assigned: async () => ({}) });
    keeper.listed([storedLease('own', { publicIP: '192.168.1.1', subnet: '10.244.8.0/24', mac: 1 })]);
    await clock.pass(HOUR);
    await end();
    expect([moves(), writes]).toEqual([1, []]);
  });
});
