import { describe, expect, it } from 'vitest';
import { chainsAt } from '../../../src/checks/firewall/chains.ts';
import { fateOf } from '../../../src/checks/firewall/fate.ts';
import type { Packet, PacketHook } from '../../../src/checks/firewall/packet.ts';
import { filterTableOf } from '../../../src/host/facts/filter-rules.ts';
import type { FilterRules } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';

const PING: Packet = {
  iif: 'cni0',
  oif: 'eth0',
  source: '10.244.1.2' as Address,
  destination: '1.1.1.1' as Address,
  protocol: 'icmp',
  mark: 0,
};

const MARK = { '&': [{ meta: { key: 'mark' } }, 0x4000] };

/** A table of nft 1.0.6 with one chain. */
const nft = (type: string, hook: string, ...rules: object[][]): FilterRules => ({
  nft: [
    filterTableOf([
      { chain: { family: 'ip', table: 't', name: 'c', type, hook, prio: 0, policy: 'accept' } },
      ...rules.map((expr) => ({ rule: { family: 'ip', table: 't', chain: 'c', expr } })),
    ]),
  ],
  saved: [],
  iptablesIsNft: false,
});

const iptables = (text: string): FilterRules => ({
  nft: [],
  saved: [{ variant: 'legacy', family: 'ip', text }],
  iptablesIsNft: false,
});

const ends = (rules: FilterRules, hook: PacketHook, packet: Packet): string[] =>
  chainsAt(rules, hook).map((chain) => fateOf(chain, packet).end);

describe('a packet whose protocol and mark are known', () => {
  it('is masqueraded by the first rule of nft that matches', () => {
    const marked = { match: { op: '==', left: MARK, right: 0x4000 } };
    const rules = nft('nat', 'postrouting', [marked, { return: null }], [{ masquerade: null }]);
    expect(ends(rules, 'postrouting', PING)).toEqual(['masquerade']);
    expect(ends(rules, 'postrouting', { ...PING, mark: 0x4000 })).toEqual(['accept']);
    expect(chainsAt(rules, 'postrouting')[0]?.isNat).toBe(true);
  });

  it('is judged by what is in a named set of nft, where that is known', () => {
    const set = (elem?: readonly unknown[]) => ({
      set: {
        family: 'ip',
        name: 'some',
        table: 't',
        type: 'ipv4_addr',
        ...(elem === undefined ? {} : { elem }),
      },
    });
    const rules = (...sets: readonly object[]): FilterRules => {
      const daddr = { payload: { protocol: 'ip', field: 'daddr' } };
      const rule = { match: { op: '==', left: daddr, right: '@some' } };
      return {
        saved: [],
        iptablesIsNft: false,
        nft: [
          filterTableOf([
            { chain: { family: 'ip', table: 't', name: 'c', hook: 'forward', policy: 'accept' } },
            { rule: { family: 'ip', table: 't', chain: 'c', handle: 3, expr: [rule, { drop: null }] } },
            ...(sets as { readonly set: object }[]),
          ]),
        ],
      };
    };
    const fate = (...sets: readonly object[]) =>
      chainsAt(rules(...sets), 'forward').map((chain) => fateOf(chain, PING))[0];
    expect(fate(set())).toMatchObject({ end: 'accept' });
    expect(fate(set())).not.toHaveProperty('doubt');
    for (const element of [
      '1.1.1.1',
      { prefix: { addr: '1.1.0.0', len: 16 } },
      { range: ['1.1.1.0', '1.1.1.9'] },
      { elem: { val: '1.1.1.1', timeout: 60 } },
    ])
      expect(fate(set(['10.96.0.1', element]))).toMatchObject({ end: 'drop', rule: 'rule with handle 3' });
    expect(fate(set(['10.96.0.1', { elem: { val: '1.1.1.2' } }]))).not.toHaveProperty('doubt');
    expect(fate()).toMatchObject({ end: 'accept', doubt: 'rule with handle 3' });
  });

  it.each<[unknown, number, string]>([
    [{ '|': [{ meta: { key: 'mark' } }, 0x4000] }, 0x1, 'accept'],
    [0x4000, 0x1, 'accept'],
    [{ '^': [{ meta: { key: 'mark' } }, 0x4000] }, 0, 'accept'],
    [{ '^': [{ meta: { key: 'mark' } }, 0x4000] }, 0x4000, 'drop'],
    [{ '&': [{ meta: { key: 'mark' } }, 0xffff_bfff] }, 0x4000, 'drop'],
  ])('bears the mark that a rule of nft gives it: %j', (value, mark, end) => {
    const set = { mangle: { key: { meta: { key: 'mark' } }, value } };
    const marked = { match: { op: '==', left: MARK, right: 0x4000 } };
    const rules = nft('filter', 'forward', [set], [marked, { accept: null }], [{ drop: null }]);
    expect(ends(rules, 'forward', { ...PING, mark })).toEqual([end]);
  });

  it.each<[string, unknown, unknown]>([
    [
      'bits of the mark that another mark names',
      { '&': [{ meta: { key: 'mark' } }, { ct: { key: 'mark' } }] },
      0,
    ],
    ['some mark of the connection', { ct: { key: 'mark' } }, 0],
    [
      'the hash of its addresses',
      { jhash: { mod: 2, expr: { payload: { protocol: 'ip', field: 'saddr' } } } },
      0,
    ],
  ])('is said to be in doubt by a rule of nft that asks for %s', (_, left, right) => {
    const rules = nft('filter', 'forward', [{ match: { op: '==', left, right } }, { drop: null }]);
    expect(chainsAt(rules, 'forward').map((chain) => fateOf(chain, PING))).toMatchObject([
      { end: 'accept', doubt: expect.any(String) },
    ]);
  });

  it.each<[string, unknown]>([
    ['a header of IPv6 that pods’ packets do not have', { exthdr: { name: 'rt', field: 'type' } }],
    ['the flags of TCP', { payload: { protocol: 'tcp', field: 'flags' } }],
  ])('is no packet of a rule of nft that asks for %s', (_, left) => {
    const rules = nft('filter', 'forward', [{ match: { op: '==', left, right: 0 } }, { drop: null }]);
    const [fate] = chainsAt(rules, 'forward').map((chain) => fateOf(chain, PING));
    expect(fate).toMatchObject({ end: 'accept' });
    expect(fate).not.toHaveProperty('doubt');
  });

  it('is masqueraded by a rule of iptables, and filtered by another table of it', () => {
    const rules = iptables(
      [
        '*filter',
        ':FORWARD DROP [0:0]',
        '-A FORWARD -p icmp -m icmp --icmp-type 8 -j ACCEPT',
        'COMMIT',
        '*nat',
        ':POSTROUTING ACCEPT [0:0]',
        '-A POSTROUTING -m mark --mark 0x4000/0x4000 -j RETURN',
        '-A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE',
        'COMMIT',
      ].join('\n'),
    );
    expect(ends(rules, 'postrouting', PING)).toEqual(['masquerade']);
    expect(ends(rules, 'forward', PING)).toEqual(['accept']);
    expect(ends(rules, 'forward', { ...PING, isReply: true })).toEqual(['drop']);
  });

  it('is a ping of IPv6 by the types of that', () => {
    const ping6 = { ...PING, source: 'fd00:1::2' as Address, destination: 'fd00:2::2' as Address };
    const filter = (type: number): FilterRules => ({
      nft: [],
      saved: [
        {
          variant: 'legacy',
          family: 'ip6',
          text: `*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p ipv6-icmp --icmpv6-type ${type} -j ACCEPT\nCOMMIT`,
        },
      ],
      iptablesIsNft: false,
    });
    const reply = { ...ping6, isReply: true } as const;
    expect([ends(filter(128), 'forward', ping6), ends(filter(128), 'forward', reply)]).toEqual([
      ['accept'],
      ['drop'],
    ]);
    expect([ends(filter(129), 'forward', ping6), ends(filter(129), 'forward', reply)]).toEqual([
      ['drop'],
      ['accept'],
    ]);
  });

  it('matches conditions on its protocol and on its connection', () => {
    const icmp = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'icmp' } };
    expect(ends(nft('filter', 'output', [icmp, { drop: null }]), 'output', PING)).toEqual(['drop']);
    const state = { match: { op: 'in', left: { ct: { key: 'state' } }, right: ['established', 'related'] } };
    const known = nft('filter', 'forward', [state, { drop: null }]);
    expect(ends(known, 'forward', PING)).toEqual(['accept']);
    expect(ends(known, 'forward', { ...PING, isReply: true })).toEqual(['drop']);
  });
});
