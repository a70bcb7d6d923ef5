import { describe, expect, it } from 'vitest';
import { fateOf } from '../../../src/checks/firewall/fate.ts';
import { passageOf } from '../../../src/checks/firewall/firewall.ts';
import { iptablesFilterChains } from '../../../src/checks/firewall/iptables.ts';
import { nftFilterChains } from '../../../src/checks/firewall/nft.ts';
import { type OwnRules, obstacles } from '../../../src/checks/firewall/obstacles.ts';
import type { Packet } from '../../../src/checks/firewall/packet.ts';
import { filterTableOf } from '../../../src/host/facts/filter-rules.ts';
import type { NftTable } from '../../../src/host/index.ts';
import type { Address, Prefix } from '../../../src/net/index.ts';

const PACKET: Packet = {
  iif: 'flannel.1',
  oif: 'cni0',
  source: '10.244.2.2' as Address,
  destination: '10.244.1.2' as Address,
};
const V6: Packet = { ...PACKET, source: 'fd00:2::2' as Address, destination: 'fd00:1::2' as Address };

/** Where a packet ends in a FORWARD chain with these rules, and whether that is by policy. */
function iptables(rules: readonly string[], policy = 'DROP', chains: readonly string[] = []): string {
  const text = [
    '*filter',
    `:FORWARD ${policy} [0:0]`,
    ...chains.map((name) => `:${name} - [0:0]`),
    ...rules,
    'COMMIT',
  ];
  const [chain] = iptablesFilterChains({ variant: 'nft', family: 'ip', text: text.join('\n') });
  if (chain === undefined) throw new Error('no chain');
  const { end, byPolicy } = fateOf(chain, PACKET);
  return byPolicy ? `${end} by policy` : end;
}

describe('a chain of iptables', () => {
  it.each<[string, readonly string[]]>([
    ['accept', ['-A FORWARD -s 10.244.0.0/16 -j ACCEPT']],
    ['accept', ['-A FORWARD -s 10.244.2.2/32 -d 10.244.1.0/24 -m comment --comment "a -j DROP" -j ACCEPT']],
    ['accept', ['-A FORWARD ! -s 10.0.0.0/16 -i flannel.+ -j ACCEPT']],
    ['accept', ['-A FORWARD -m conntrack --ctstate NEW,RELATED -j ACCEPT']],
    ['accept', ['-A FORWARD -j A', '-A A -j B', '-A B -j RETURN', '-A A -o cni0 -j ACCEPT']],
    ['drop by policy', []],
    ['drop by policy', ['-A FORWARD -s 10.245.0.0/16 -j ACCEPT']],
    ['drop by policy', ['-A FORWARD -i docker0 -j ACCEPT', '-A FORWARD ! -o cni0 -j ACCEPT']],
    ['drop by policy', ['-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT']],
    ['drop by policy', ['-A FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT']],
    ['drop by policy', ['-A FORWARD -m set --match-set some src -j ACCEPT']],
    [
      'drop by policy',
      ['-A FORWARD -j LOG --log-prefix "x -j ACCEPT"', '-A FORWARD -m comment --comment "-j ACCEPT"'],
    ],
    ['drop by policy', ['-A FORWARD -g A', '-A FORWARD -j ACCEPT', '-A A -j RETURN']],
    ['drop', ['-A FORWARD -j REJECT --reject-with icmp-port-unreachable', '-A FORWARD -j ACCEPT']],
    ['drop', ['-A FORWARD -j A', '-A FORWARD -j ACCEPT', '-A A -j DROP']],
    ['drop', ['-A FORWARD -g A', '-A FORWARD -j ACCEPT', '-A A -j DROP']],
    ['accept', ['-A FORWARD -j A', '-A A -g B', '-A A -j DROP', '-A B -j RETURN', '-A FORWARD -j ACCEPT']],
  ])('%s: %j', (end, rules) => {
    expect(iptables(rules, 'DROP', ['A', 'B'])).toBe(end);
  });

  it('has a policy', () => {
    expect(iptables([], 'ACCEPT')).toBe('accept by policy');
    expect(iptablesFilterChains({ variant: 'nft', family: 'ip', text: '' })).toEqual([]);
  });
});

const meta = (key: string, right: unknown, op = '=='): object => ({
  match: { op, left: { meta: { key } }, right },
});
const ip = (field: string, right: unknown, op = '==', protocol = 'ip'): object => ({
  match: { op, left: { payload: { protocol, field } }, right },
});
const state = (right: unknown, op = 'in'): object => ({
  match: { op, left: { ct: { key: 'state' } }, right },
});
const prefix = (addr: string, len: number): object => ({ prefix: { addr, len } });
const ACCEPT = { accept: null };
const COUNTER = { counter: { packets: 0, bytes: 0 } };

const table = (
  family: string,
  rules: Readonly<Record<string, readonly object[][]>>,
  policy: string,
): NftTable =>
  filterTableOf([
    ...Object.keys(rules).map((name) => ({
      chain: { family, table: 't', name, ...(name === 'fw' ? { hook: 'forward', policy } : {}) },
    })),
    ...Object.entries(rules).flatMap(([chain, list]) => list.map((expr) => ({ rule: { chain, expr } }))),
  ]);

function nft(
  rules: readonly object[][],
  packet = PACKET,
  more: Readonly<Record<string, readonly object[][]>> = {},
): string {
  const [chain] = nftFilterChains(table('inet', { fw: rules, ...more }, 'drop'));
  if (chain === undefined) throw new Error('no chain');
  const { end, byPolicy } = fateOf(chain, packet);
  return byPolicy ? `${end} by policy` : end;
}

describe('a chain of nft', () => {
  it.each<[string, readonly object[][]]>([
    ['accept', [[COUNTER, ACCEPT]]],
    ['accept', [[ip('saddr', prefix('10.244.0.0', 16)), ACCEPT]]],
    ['accept', [[ip('saddr', '10.244.2.2'), ip('daddr', { range: ['10.244.1.1', '10.244.1.9'] }), ACCEPT]]],
    ['accept', [[ip('daddr', { set: ['10.0.0.1', prefix('10.244.1.0', 24)] }), ACCEPT]]],
    ['accept', [[meta('iifname', 'flannel*'), meta('oifname', { set: ['cni0', 'eth0'] }), ACCEPT]]],
    ['accept', [[meta('nfproto', 'ipv4'), ACCEPT]]],
    ['accept', [[state(['established', 'new']), ACCEPT]]],
    ['accept', [[{ xt: { type: 'match', name: 'comment' } }, ACCEPT]]],
    [
      'accept',
      [
        [
          {
            vmap: {
              key: { ct: { key: 'state' } },
              data: {
                set: [
                  ['invalid', { drop: null }],
                  ['new', ACCEPT],
                ],
              },
            },
          },
        ],
      ],
    ],
    ['drop', [[{ reject: { type: 'icmpx', expr: 'admin-prohibited' } }], [ACCEPT]]],
    ['drop', [[{ xt: { type: 'target', name: 'REJECT' } }]]],
    ['drop by policy', [[meta('iifname', 'flannel.1', '!='), ACCEPT]]],
    ['drop by policy', [[state({ set: ['established', 'related'] }, '=='), ACCEPT]]],
    [
      'drop by policy',
      [
        [ip('saddr', '@allowed'), ACCEPT],
        [ip('saddr', '@denied', '!='), ACCEPT],
      ],
    ],
    ['drop by policy', [[ip('saddr', prefix('fd00::', 8), '==', 'ip6'), ACCEPT]]],
    ['drop by policy', [[{ xt: { type: 'match', name: 'conntrack' } }, ACCEPT]]],
    [
      'drop by policy',
      [
        [ip('dport', 80, '==', 'tcp'), ACCEPT],
        [meta('mark', 1), ACCEPT],
      ],
    ],
  ])('%s: %j', (end, rules) => {
    expect(nft(rules)).toBe(end);
  });

  it('leads to others, and back', () => {
    expect(
      nft([[{ jump: { target: 'a' } }], [ACCEPT]], PACKET, { a: [[{ return: null }], [{ drop: null }]] }),
    ).toBe('accept');
    expect(nft([[{ goto: { target: 'a' } }], [ACCEPT]], PACKET, { a: [[{ return: null }]] })).toBe(
      'drop by policy',
    );
  });

  it.each([
    [PACKET, 'original', 'new'],
    [{ ...PACKET, isReply: true } as const, 'reply', 'established'],
  ])('knows the direction and the state of a connection: %j', (packet, direction, known) => {
    const going = (right: string) => ({ match: { op: '==', left: { ct: { key: 'direction' } }, right } });
    const passes = (condition: object) => nft([[condition, ACCEPT]], packet) === 'accept';
    expect(['original', 'reply'].filter((right) => passes(going(right)))).toEqual([direction]);
    expect(['new', 'established', 'related'].filter((right) => passes(state(right)))).toEqual([known]);
  });

  it('is passed by packets of IPv6', () => {
    expect(nft([[ip('saddr', prefix('fd00:2::', 64), '==', 'ip6'), ACCEPT]], V6)).toBe('accept');
    expect(nft([[ip('saddr', prefix('10.0.0.0', 8)), ACCEPT]], V6)).toBe('drop by policy');
  });
});

describe('what is in the way', () => {
  const OWN: OwnRules = { engine: 'nft', iptablesIsNft: true, port: 8472 };
  const passages = [
    passageOf('10.244.0.0/16' as Prefix, '10.244.1.0/24' as Prefix, 'cni0', 'flannel.1'),
    passageOf('fd00::/48' as Prefix, 'fd00:0:0:1::/64' as Prefix, 'cni0', 'flannel-v6.1'),
  ];
  const save = (family: 'ip' | 'ip6', variant: 'nft' | 'legacy', policy = 'DROP') => ({
    variant,
    family,
    text: `*filter\n:FORWARD ${policy} [0:0]\nCOMMIT`,
  });

  const found = (rules: Partial<Parameters<typeof obstacles>[0]>, own: Partial<OwnRules> = {}): string[] =>
    obstacles({ nft: [], saved: [], iptablesIsNft: true, ...rules }, passages, { ...OWN, ...own }).map(
      ({ message, hint }) => `${message}\n${hint}`,
    );

  it('is of one family where its table is', () => {
    const [said, ...more] = found({ saved: [save('ip6', 'nft')] });
    expect(more).toEqual([]);
    expect(said).toContain('ip6tables table filter, chain FORWARD, policy drop');
    expect(said).toContain('ip6tables -I FORWARD -s fd00::/48 -j ACCEPT');
    expect(found({ saved: [save('ip', 'legacy')] })).toHaveLength(1);
  });

  it('is of both where its table is for both', () => {
    const said = found({ nft: [table('inet', { fw: [] }, 'drop')] });
    expect(said).toHaveLength(2);
    expect(said[1]).toContain('nft insert rule inet t fw ip6 saddr fd00::/48 accept');
  });

  it('is not the policy of the chain that our own rules are in', () => {
    expect(found({ saved: [save('ip', 'nft')] }, { engine: 'iptables' })).toEqual([]);
    expect(found({ saved: [save('ip', 'legacy')] }, { engine: 'iptables' })).toHaveLength(1);
    expect(found({ saved: [save('ip', 'legacy')] }, { engine: 'iptables', iptablesIsNft: false })).toEqual(
      [],
    );
  });

  it('is told once where nft and iptables both show it', () => {
    const shown = JSON.parse(
      JSON.stringify(table('ip', { fw: [] }, 'drop'))
        .replaceAll('"t"', '"filter"')
        .replaceAll('"fw"', '"FORWARD"'),
    ) as NftTable;
    expect(found({ nft: [shown] })).toHaveLength(1);
    expect(found({ nft: [shown], saved: [save('ip', 'nft')] })).toHaveLength(1);
  });

  it('sends packets from all over the network, also where this node has its end', () => {
    const { packets } = passageOf(
      '10.244.0.0/16' as Prefix,
      '10.244.255.0/24' as Prefix,
      'cni0',
      'flannel.1',
    );
    expect(packets.map(({ source, destination }) => `${source} ${destination}`)).toEqual([
      '10.244.0.2 10.244.255.2',
      '10.244.255.2 10.244.0.2',
    ]);
  });
});

describe('a rule with a condition that can’t be read', () => {
  const NETWORK = '10.244.0.0/16' as Prefix;
  const passages = [passageOf(NETWORK, '10.244.1.0/24' as Prefix, 'cni0', 'flannel.1')];
  const own: OwnRules = { engine: 'nft', iptablesIsNft: true };
  const told = (policy: string, ...rules: string[]): string[] => {
    const text = ['*filter', `:FORWARD ${policy} [0:0]`, ':A - [0:0]', ':KUBE-X - [0:0]', ...rules, 'COMMIT'];
    const saved = [{ variant: 'nft', family: 'ip', text: text.join('\n') } as const];
    return obstacles({ nft: [], saved, iptablesIsNft: true }, passages, own).map(
      ({ effect, message }) => `${effect ?? 'warning'}: ${message}`,
    );
  };
  const SET = '-A FORWARD -m set --match-set some src -j';

  it.each<[string, readonly string[]]>([
    ['ACCEPT', [`${SET} DROP`]],
    ['ACCEPT', ['-A FORWARD -m mark ! --mark 0x1 -j REJECT --reject-with icmp-host-prohibited']],
    ['ACCEPT', [`${SET} A`, '-A A -j DROP']],
    ['DROP', [`${SET} ACCEPT`]],
    ['DROP', ['-A FORWARD -j A', '-A A -m set --match-set some src -j RETURN', '-A A -j ACCEPT']],
    ['ACCEPT', ['-A FORWARD -j A', '-A A -m set --match-set some src -j RETURN', '-A A -j DROP']],
    ['ACCEPT', ['-A FORWARD -m limit --limit 5/min -j ACCEPT', '-A FORWARD -i flannel.1 -j DROP']],
    ['ACCEPT', ['-A FORWARD -j KUBE-X', '-A KUBE-X -m set --match-set some src -j DROP']],
  ])('may decide: policy %s, %j', (policy, rules) => {
    const [first, ...others] = told(policy, ...rules);
    expect(first).toMatch(/^warning: .* may stop packets between pods: that depends on its rule -A /);
    expect(others).toEqual([]);
  });

  it.each<[string, readonly string[]]>([
    ['ACCEPT', [`${SET} ACCEPT`]],
    ['ACCEPT', ['-A FORWARD -p tcp -m set --match-set some src -j DROP']],
    ['ACCEPT', ['-A FORWARD -i docker0 -m set --match-set some src -j DROP']],
    ['ACCEPT', ['-A FORWARD -m addrtype --dst-type LOCAL -j DROP']],
    ['ACCEPT', ['-A FORWARD -j KUBE-X', '-A KUBE-X -m mark --mark 0x8000/0x8000 -j DROP']],
    ['ACCEPT', [`${SET} LOG --log-prefix "x -j DROP"`]],
    ['DROP', ['-A FORWARD -s 10.244.0.0/16 -j ACCEPT', `${SET} DROP`]],
  ])('decides nothing of pods: policy %s, %j', (policy, rules) => {
    expect(told(policy, ...rules)).toEqual([]);
  });

  // kube-router of k3s marks what policies let through, and refuses what has no mark.
  const MARKING = [
    '-A A -p icmp -j MARK --set-xmark 0x10000/0x10000',
    '-A A -j MARK --set-xmark 0x30000/0x30000',
    '-A A -j MARK --set-xmark 0x20000/0x0',
  ];

  it.each<[string, readonly string[]]>([
    ['ACCEPT', ['-A FORWARD -j A', ...MARKING, '-A FORWARD -m mark ! --mark 0x10000/0x30000 -j REJECT']],
    ['ACCEPT', ['-A FORWARD -g A', ...MARKING, '-A A -m mark ! --mark 0x10000/0x10000 -j REJECT']],
    ['DROP', ['-A FORWARD -j MARK --set-xmark 0x1/0xffffffff', '-A FORWARD -m mark --mark 0x1 -j ACCEPT']],
    ['ACCEPT', [`${SET} DROP`.replace('some', 'KUBE-LOAD-BALANCER-FW')]],
  ])('knows what rules before it have marked: policy %s, %j', (policy, rules) => {
    expect(told(policy, ...rules)).toEqual([]);
  });

  it('may depend on a mark that a rule with such a condition makes', () => {
    const REFUSE = '-A FORWARD -m mark ! --mark 0x10000/0x10000 -j REJECT';
    const clear = '-A FORWARD -j MARK --set-xmark 0x0/0xffffffff';
    const doubt = expect.stringContaining(`that depends on its rule ${REFUSE}`) as unknown;
    expect(told('ACCEPT', clear, `${SET} MARK --set-xmark 0x10000/0x10000`, REFUSE)).toEqual([doubt]);
    expect(told('ACCEPT', clear, `${SET} A`, '-A A -j MARK --set-xmark 0x10000/0x10000', REFUSE)).toEqual([
      doubt,
    ]);
    expect(told('ACCEPT', clear, REFUSE)).toEqual([expect.stringMatching(/^outage: /)]);
  });

  it('takes what a network policy refuses a single pod for meant', () => {
    const pod = ['-A FORWARD -d 10.244.1.2/32 -j KUBE-POD-FW-X', '-A KUBE-POD-FW-X -j REJECT'];
    expect(told('ACCEPT', ':KUBE-POD-FW-X - [0:0]', ...pod)).toEqual([]);
    expect(told('ACCEPT', ':KUBE-POD-FW-X - [0:0]', ...pod, '-A FORWARD -i flannel.1 -j DROP')).toEqual([
      expect.stringMatching(/^outage: /),
    ]);
  });

  it('leaves an outage what it is where it would refuse as well', () => {
    expect(told('DROP', `${SET} DROP`)).toEqual([expect.stringMatching(/^outage: /)]);
    expect(told('ACCEPT', '-A FORWARD -i flannel.1 -j DROP')).toEqual([
      expect.stringContaining('a rule of it drops them first (rule -A FORWARD -i flannel.1 -j DROP)'),
    ]);
  });

  const ofNft = (...expr: object[]): string[] => {
    const table: NftTable = {
      chains: [{ family: 'inet', table: 't', name: 'c', hook: 'forward', policy: 'accept' }],
      rules: [{ chain: 'c', handle: 7, expr: expr as NftTable['rules'][number]['expr'] }],
    };
    return obstacles({ nft: [table], saved: [], iptablesIsNft: false }, passages, own).map(
      ({ effect, message }) => `${effect ?? 'warning'}: ${message}`,
    );
  };
  const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
  const DROP = { drop: null };

  it.each<[string, readonly object[]]>([
    ['a mark', [match({ meta: { key: 'mark' } }, 1), DROP]],
    ['a set', [match({ payload: { protocol: 'ip', field: 'saddr' } }, '@blocked'), DROP]],
    ['a match that nft has no name for', [{ xt: null }, DROP]],
    ['a target that nft has no name for', [{ counter: null }, { xt: null }]],
    ['a limit', [{ limit: { rate: 5, per: 'minute' } }, DROP]],
  ])('may decide in nft: %s', (_, expr) => {
    expect(ofNft(...expr)).toEqual([
      'warning: nft table inet t, chain c may stop packets between pods: that depends on its rule with handle 7, with a condition that can’t be read here'.replace(
        '’',
        "'",
      ),
    ]);
  });

  it.each<[string, readonly object[]]>([
    ['a protocol', [match({ payload: { protocol: 'tcp', field: 'dport' } }, 25), { xt: null }, DROP]],
    ['translated connections', [match({ ct: { key: 'status' } }, 'dnat', 'in'), DROP]],
    ['an address of the host', [match({ fib: { result: 'type', flags: ['daddr'] } }, 'local'), DROP]],
  ])('decides nothing of pods in nft: %s', (_, expr) => {
    expect(ofNft(...expr)).toEqual([]);
  });
});
