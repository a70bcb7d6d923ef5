import { describe, expect, it } from 'vitest';
import { isHarmful, type LeaseReview, reviewLeases } from '../../../src/agent/index.ts';
import type { ListedLease } from '../../../src/generated/types.d.ts';
import type { NodeName } from '../../../src/net/index.ts';
import type { RecordDetail, Store, StoredLease } from '../../../src/stores/index.ts';
import { storedLease } from '../../support/agent/leases.ts';

const NET_CONF = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } };

/** A record with its last bytes: of the public IP, of the subnet, of the MAC. */
const lease = (key: string, [ip, subnet, mac]: readonly number[], revision = 1): StoredLease =>
  storedLease(key, {
    publicIP: `192.168.1.${ip}`,
    subnet: `10.244.${subnet}.0/24`,
    mac: mac ?? 0,
    revision,
  });

const NOW = Date.UTC(2026, 0, 1);

/** What the agent of a host without any files makes of a store. */
async function review(
  leases: readonly StoredLease[],
  details: Readonly<Record<string, RecordDetail>> = {},
  config: string | undefined = JSON.stringify(NET_CONF),
): Promise<LeaseReview> {
  const store = {
    name: 'the store',
    config: async () => config,
    list: async () => ({ leases, revision: '1' }),
    examine: async () => new Map(Object.entries(details)),
  } as unknown as Store;
  return reviewLeases(store, '/nonexistent', new AbortController().signal, NOW);
}

const states = ({ leases }: LeaseReview): object =>
  Object.fromEntries(leases.map(({ key, state }) => [key, state]));

const only = ({ leases }: LeaseReview): ListedLease => leases[0] ?? expect.unreachable();

describe('a review of leases', () => {
  it('has what each record says, and the backend', async () => {
    const { store, backend, leases } = await review([lease('a', [2, 2, 2])]);
    expect([store, backend]).toEqual(['the store', 'vxlan']);
    expect(leases).toEqual([
      {
        key: 'a',
        subnets: ['10.244.2.0/24'],
        publicIPs: ['192.168.1.2'],
        data: '0a:00:00:00:00:02',
        state: 'peer',
      },
    ]);
  });

  it('has the name of a node, which is no subnet', async () => {
    const { entry, ...record } = lease('a', [2, 2, 2]);
    const named = { ...record, entry: { ...(entry ?? expect.unreachable()), name: 'n2' as NodeName } };
    expect(only(await review([named])).node).toBe('n2');
  });

  it('leaves lease data of another backend out', async () => {
    const { entry, ...record } = lease('a', [2, 2, 2]);
    const other = { ...record, entry: { ...(entry ?? expect.unreachable()), backendType: 'udp' } };
    expect(only(await review([other]))).not.toHaveProperty('data');
  });

  it('tells apart what is stale, a duplicate and left out', async () => {
    const unread: StoredLease = {
      key: 'unread',
      problems: [{ severity: 'error', message: 'unread: its key names no subnet' }],
    };
    const found = await review([
      lease('peer', [2, 2, 2], 9),
      lease('mac', [3, 3, 2]),
      lease('subnet', [4, 2, 4]),
      lease('moved', [2, 5, 5]),
      lease('other', [6, 6, 6]),
      unread,
    ]);
    expect(states(found)).toEqual({
      peer: 'peer',
      mac: 'duplicate',
      subnet: 'duplicate',
      moved: 'stale',
      other: 'peer',
      unread: 'leftOut',
    });
    const reasons = new Map(found.leases.map(({ key, reason }) => [key, reason]));
    expect(reasons.get('unread')).toBe('unread: its key names no subnet');
    expect(reasons.get('moved')).toContain('its public IP is also that of subnet-10.244.2.0-24');
    expect(reasons.get('peer')).toBe(undefined);
  });

  it('takes no record of the same age for the newer one', async () => {
    expect(states(await review([lease('a', [2, 2, 2]), lease('b', [2, 3, 3])]))).toEqual({
      a: 'peer',
      b: 'peer',
    });
  });

  it('takes a refused record at the public IP of a peer for an old one of it', async () => {
    const found = await review([lease('peer', [2, 2, 2], 9), lease('old', [2, 3, 2])]);
    expect(states(found)).toEqual({ peer: 'peer', old: 'stale' });
  });

  it('leaves out what does not fit the network, unless a peer has a part of it', async () => {
    const outside = storedLease('outside', { publicIP: '192.168.1.6', subnet: '10.9.0.0/24', mac: 6 });
    const within = storedLease('within', { publicIP: '10.244.7.7', subnet: '10.244.2.128/25', mac: 7 });
    const beside = storedLease('beside', { publicIP: '10.244.7.8', subnet: '10.244.3.0/25', mac: 8 });
    expect(states(await review([lease('peer', [2, 2, 2]), outside, within, beside]))).toEqual({
      peer: 'peer',
      outside: 'leftOut',
      within: 'duplicate',
      beside: 'leftOut',
    });
  });

  it('tells when a record goes, and that the time of one is over', async () => {
    const detail = (expires: number): RecordDetail => ({ expires });
    const found = await review([lease('a', [2, 2, 2]), lease('b', [3, 3, 3]), lease('c', [4, 4, 4])], {
      a: detail(NOW + 1000),
      b: detail(NOW),
    });
    expect(states(found)).toEqual({ a: 'peer', b: 'stale', c: 'peer' });
    expect(found.leases.map(({ expires }) => expires)).toEqual([
      '2026-01-01T00:00:01.000Z',
      '2026-01-01T00:00:00.000Z',
      undefined,
    ]);
    expect(found.leases[1]?.reason).toBe('its time is over');
  });

  it('tells what would stop flanneld', async () => {
    const detail = { subnetKey: 'nonsense' };
    const found = only(await review([lease('a', [2, 2, 2])], { a: detail }));
    expect(found.stall).toContain('flanneld can’t read its key');
    expect(isHarmful(found)).toBe(true);
    expect(only(await review([lease('a', [2, 2, 2])], { a: {} }))).not.toHaveProperty('stall');
  });

  it.each([
    ['duplicate', true],
    ['stale', false],
    ['leftOut', false],
    ['peer', false],
  ] as const)('takes a record that is %s for harmful: %s', (state, isSo) => {
    expect(isHarmful({ key: 'a', subnets: [], publicIPs: [], state })).toBe(isSo);
  });

  it('is refused without a net-conf', async () => {
    const store = { name: 'the store', config: async () => undefined } as unknown as Store;
    await expect(reviewLeases(store, '/nonexistent', new AbortController().signal, NOW)).rejects.toThrow(
      'the store has no net-conf',
    );
  });
});
