import { describe, expect, it } from 'vitest';
import { LeaseView } from '../../../src/agent/view/lease-view.ts';
import type { Problem } from '../../../src/errors/index.ts';
import type { StoredLease, StoreEvent } from '../../../src/stores/index.ts';
import { storedLease } from '../../support/agent/leases.ts';
import { netConfOf } from '../leases/sources-support.ts';

const netConf = await netConfOf({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } });
const lease = (key: string, ip: number, subnet: number): StoredLease =>
  storedLease(key, { publicIP: `192.168.1.${ip}`, subnet: `10.244.${subnet}.0/24`, mac: subnet });
const put = (record: StoredLease): StoreEvent => ({ type: 'put', lease: record });
const odd: Problem = { severity: 'warning', message: 'n2: has an unknown key' };

describe('a record that is odd', () => {
  it('is a peer, and is not refused', () => {
    const view = new LeaseView(netConf, undefined);
    const change = view.take([put({ ...lease('n2', 2, 2), problems: [odd] })]);
    expect([...change.peers.keys()]).toEqual(['n2']);
    expect([change.refused, view.refused]).toEqual([[], []]);
  });

  it('is refused for all that is said of it when another record has what it claims', () => {
    const view = new LeaseView(netConf, undefined);
    const rival = { ...lease('n3', 3, 2), problems: [odd] };
    const { refused } = view.take([put(lease('n2', 2, 2)), put(rival)]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ key: 'n3', why: 'rival' });
    expect(refused[0]?.problems.map(({ message }) => message)).toEqual([
      odd.message,
      expect.stringMatching(/^n3: /),
    ]);
  });
});

describe('why a record is refused', () => {
  it.each<[string, StoredLease]>([
    ['unreadable', { key: 'n2', problems: [{ ...odd, severity: 'error' }] }],
    ['unfit', storedLease('n2', { publicIP: '192.168.1.2', subnet: '10.99.0.0/24', mac: 2 })],
  ])('is told: %s', (why, record) => {
    const view = new LeaseView(netConf, undefined);
    expect(view.take([put(record)]).refused).toMatchObject([{ key: 'n2', why }]);
    expect(view.refused).toMatchObject([{ key: 'n2', why }]);
  });

  it('is told again when it is another, and a record that goes is not called mended', () => {
    const view = new LeaseView(netConf, undefined);
    const unread = (message: string): StoreEvent => put({ key: 'n2', problems: [{ ...odd, message }] });
    view.take([unread('n2: no subnet')]);
    expect(view.take([unread('n2: no public IP')]).refused).toHaveLength(1);
    expect(view.take([{ type: 'delete', key: 'n2' }])).toMatchObject({ mended: [], refused: [] });
    expect(view.refused).toEqual([]);
  });
});

describe('a public IP of two peers', () => {
  it('is warned of once, and again after it was not shared', () => {
    const view = new LeaseView(netConf, undefined);
    view.take([put(lease('n2', 2, 2))]);
    const shared = put(lease('n3', 2, 3));
    const { warned, peers } = view.take([shared]);
    expect([...peers.keys()]).toEqual(['n3']);
    expect([...warned.values()].map(({ message }) => message)).toEqual([
      'its public IP 192.168.1.2 is also that of another record',
    ]);
    expect(view.take([shared]).warned.size).toBe(0);
    expect(view.take([put(lease('n3', 3, 3))]).warned.size).toBe(0);
    expect(view.take([shared]).warned.size).toBe(1);
  });

  it('is not warned of where one of them is no peer', () => {
    const view = new LeaseView(netConf, undefined);
    const rival = lease('n9', 2, 2);
    expect(view.take([put(lease('n2', 2, 2)), put(rival)]).warned.size).toBe(0);
  });
});
