import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeaseView } from '../../../src/agent/view/lease-view.ts';
import {
  fitRecord,
  plannedEntry,
  rivalOfOwn,
  rivalsAmong,
  type SourceEntry,
} from '../../../src/leases/index.ts';
import type { StoredLease, StoreEvent } from '../../../src/stores/index.ts';
import { storedLease } from '../../support/agent/leases.ts';
import { netConfOf } from '../leases/sources-support.ts';

const netConf = await netConfOf({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } });
const OWN = storedLease('own', { publicIP: '192.168.1.1', subnet: '10.244.1.0/24', mac: 1 });
const own = { key: OWN.key, entry: OWN.entry ?? expect.unreachable() };
const N2 = storedLease('n2', { publicIP: '192.168.1.2', subnet: '10.244.2.0/24', mac: 2 });
const N3 = storedLease('n3', { publicIP: '192.168.1.3', subnet: '10.244.3.0/24', mac: 3 });

const put = (lease: StoredLease): StoreEvent => ({ type: 'put', lease });
const gone = (key: string): StoreEvent => ({ type: 'delete', key });

const viewOf = (...leases: readonly StoredLease[]): LeaseView => {
  const view = new LeaseView(netConf, own);
  view.replace({ leases, revision: '1' });
  return view;
};

const entryOf = ({ entry }: StoredLease): SourceEntry => entry ?? expect.unreachable();

/** A record whose MAC follows from its subnet. */
function withoutMac(lease: StoredLease): StoredLease {
  const entry = entryOf(lease);
  const { data: _, ...ipv4 } = entry.ipv4 ?? expect.unreachable();
  return { ...lease, entry: { ...entry, ipv4 } };
}

const subnetsIn = (view: LeaseView): string[] =>
  [...view.peers.values()].map(({ ipv4 }) => ipv4?.subnet ?? '').sort();

describe('a view of leases', () => {
  it('has each record of another node as a peer, and not this node', () => {
    expect(subnetsIn(viewOf(OWN, N2, N3))).toEqual(['10.244.2.0/24', '10.244.3.0/24']);
  });

  it('tells only what changed, with the peer before', () => {
    const view = viewOf(OWN, N2, N3);
    const before = view.peers.get('n2');
    expect(view.take([put(N3)]).peers.size).toBe(0);
    const { peers } = view.take([gone('n2')]);
    expect([...peers]).toEqual([['n2', before]]);
    expect(subnetsIn(view)).toEqual(['10.244.3.0/24']);
  });

  it('leaves out what is not listed any more', () => {
    const view = viewOf(OWN, N2, N3);
    expect([...view.replace({ leases: [OWN, N3], revision: '2' }).peers.keys()]).toEqual(['n2']);
  });

  it.each([
    ['its public IP', { publicIP: '192.168.1.1', subnet: '10.244.9.0/24', mac: 9 }],
    ['its subnet', { publicIP: '192.168.1.9', subnet: '10.244.1.0/24', mac: 9 }],
    ['a part of its subnet', { publicIP: '192.168.1.9', subnet: '10.244.1.128/25', mac: 9 }],
    ['a subnet around it', { publicIP: '192.168.1.9', subnet: '10.244.0.0/20', mac: 9 }],
    ['its VTEP MAC', { publicIP: '192.168.1.9', subnet: '10.244.9.0/24', mac: 1 }],
    ['a subnet outside the network', { publicIP: '192.168.1.9', subnet: '10.99.0.0/24', mac: 9 }],
    ['a public IP in the network', { publicIP: '10.244.7.7', subnet: '10.244.9.0/24', mac: 9 }],
  ])('refuses a record that claims %s, and names it', (_, claim) => {
    const view = viewOf(OWN, N2);
    const { refused, peers } = view.take([put(storedLease('bad', { ...claim, revision: 99 }))]);
    expect(peers.size).toBe(0);
    expect(refused.map(({ key }) => key)).toEqual(['bad']);
    expect(refused[0]?.problems[0]?.message).not.toBe('');
  });

  it('takes a refused record when it is mended, and one whose rival went', () => {
    const rival = storedLease('rival', { publicIP: '192.168.1.8', subnet: '10.244.8.0/24', mac: 2 });
    const view = viewOf(OWN, N2, rival);
    expect(view.refused.map(({ key }) => key)).toEqual(['rival']);
    expect(view.take([gone('n2')])).toMatchObject({ mended: ['rival'] });
    expect(subnetsIn(view)).toEqual(['10.244.8.0/24']);
    expect(view.refused).toEqual([]);
  });

  const thief = (created: number, mac = 3): StoredLease =>
    storedLease('thief', { publicIP: '192.168.1.9', subnet: '10.244.9.0/25', mac, revision: 99, created });
  const victim = storedLease('n3', {
    ...{ publicIP: '192.168.1.3', subnet: '10.244.3.0/24', mac: 3 },
    ...{ revision: 50, created: 7 },
  });

  it('of two records with one MAC has the older one, though the other was written later and claims less', () => {
    const view = viewOf(OWN, N2, victim);
    const { refused, peers } = view.take([put(thief(90))]);
    expect(peers.size).toBe(0);
    expect(refused.map(({ problems }) => problems[0]?.message)).toEqual([
      'thief: its VTEP MAC 0a:00:00:00:00:03 is that of subnet-10.244.3.0-24, too, which is older',
    ]);
    // A renewal writes the record later than the other’s.
    expect(view.take([put({ ...victim, entry: { ...entryOf(victim), revision: 100 } })]).peers.size).toBe(0);
    expect(subnetsIn(viewOf(OWN, N2, thief(90), victim))).toEqual(['10.244.2.0/24', '10.244.3.0/24']);
  });

  it('takes the newer one when the older one goes, or when it has a MAC of its own', () => {
    const view = viewOf(OWN, N2, victim, thief(90));
    expect(view.take([put(thief(90, 9))])).toMatchObject({ mended: ['thief'] });
    expect(view.take([put(thief(90))]).refused.map(({ key }) => key)).toEqual(['thief']);
    expect(view.take([gone('n3')])).toMatchObject({ mended: ['thief'] });
    expect(subnetsIn(view)).toEqual(['10.244.2.0/24', '10.244.9.0/25']);
  });

  it('follows a peer that is in another subnet with its public IP and its MAC', () => {
    const moved = storedLease('moved', {
      ...{ publicIP: '192.168.1.3', subnet: '10.244.9.0/24', mac: 3 },
      ...{ revision: 99, created: 90 },
    });
    const view = viewOf(OWN, N2, victim, moved);
    expect(view.refused.map(({ key }) => key)).toEqual([victim.key]);
    expect(subnetsIn(view)).toContain('10.244.9.0/24');
  });

  it('without any age keeps the one that was known first', () => {
    const view = viewOf(OWN, N2);
    const second = storedLease('a', { publicIP: '192.168.1.9', subnet: '10.244.9.0/24', mac: 2 });
    expect(view.take([put(second)]).refused.map(({ key }) => key)).toEqual(['a']);
    expect(view.take([put(N2)]).peers.size).toBe(0);
  });

  it('takes two records with one public IP if each has a MAC of its own', () => {
    const second = storedLease('second', { publicIP: '192.168.1.2', subnet: '10.244.8.0/24', mac: 8 });
    const view = viewOf(OWN, N2, second);
    expect(subnetsIn(view)).toEqual(['10.244.2.0/24', '10.244.8.0/24']);
    const derived = withoutMac({ ...second, entry: { ...entryOf(second), revision: 9 } });
    expect(view.take([put(derived)]).refused.map(({ key }) => key)).toEqual(['n2']);
    expect(view.take([put(second)]).mended).toEqual(['n2']);
    // The same record, now as old as the other.
    expect(view.take([put(withoutMac(second))]).refused.map(({ key }) => key)).toEqual(['second']);
  });

  it('says a reason once, until it is another', () => {
    const bad: StoredLease = {
      key: 'bad',
      problems: [{ severity: 'warning', message: 'bad: its key names no subnet' }],
    };
    const view = viewOf(OWN);
    expect(view.take([put(bad)]).refused).toHaveLength(1);
    expect(view.take([put(bad)]).refused).toEqual([]);
  });

  it('after any events is the same as of what is in the store then', () => {
    const lease = fc
      .record({
        key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        ip: fc.integer({ min: 1, max: 6 }),
        subnet: fc.constantFrom(
          ...[0, 1, 2, 3, 4].map((n) => `10.244.${n}.0/24`),
          '10.244.0.0/22',
          '10.244.2.0/23',
        ),
        mac: fc.integer({ min: 1, max: 6 }),
      })
      .map(({ key, ip, subnet, mac }) => ({ key, publicIP: `192.168.1.${ip}`, subnet, mac }));
    const event = fc.oneof(lease, fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 4 }), { maxLength: 12 }), (batches) => {
        const view = viewOf(OWN);
        const store = new Map<string, StoredLease>();
        let revision = 1;
        for (const batch of batches)
          view.take(
            batch.map((one): StoreEvent => {
              if (typeof one === 'string') {
                store.delete(one);
                return gone(one);
              }
              revision += 1;
              const { created = revision } = store.get(one.key)?.entry ?? {};
              const written = storedLease(one.key, { ...one, revision, created });
              store.set(one.key, written);
              return put(written);
            }),
          );
        const entries = [...store.values()].flatMap(({ entry }) => entry ?? []);
        const rivalryOf = rivalOfOwn(own.entry);
        const others = entries
          .flatMap((entry) => fitRecord(entry, netConf).entry ?? [])
          .filter((entry) => rivalryOf(entry) === undefined);
        const rivals = rivalsAmong(others, [], netConf.backend);
        const expected = others
          .filter((entry) => !rivals.has(entry))
          .map((entry) => plannedEntry(entry, netConf));
        const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
        expect([...view.peers.values()].sort(byName)).toEqual(expected.sort(byName));
      }),
      { numRuns: 500 },
    );
  });
});
