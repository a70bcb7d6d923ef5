import { describe, expect, it } from 'vitest';
import { type Arrival, arrivalFindings } from '../../../src/checks/firewall/arrival.ts';
import { filterTableOf } from '../../../src/host/facts/filter-rules.ts';
import type { FilterRules } from '../../../src/host/index.ts';
import type { Address } from '../../../src/net/index.ts';

const VXLAN: Arrival = {
  iif: 'eth0',
  oif: '',
  source: '192.168.1.2' as Address,
  destination: '192.168.1.1' as Address,
  udpPort: 8472,
};

const told = (rules: Partial<FilterRules>): string[] =>
  arrivalFindings({ nft: [], saved: [], iptablesIsNft: true, ...rules }, [VXLAN]).map(
    ({ message, hint }) => `${message} → ${hint}`,
  );

const iptables = (policy: string, ...rules: readonly string[]): string[] =>
  told({
    saved: [
      {
        variant: 'nft',
        family: 'ip',
        text: [
          '*filter',
          `:INPUT ${policy} [0:0]`,
          ...rules.map((rule) => `-A INPUT ${rule}`),
          'COMMIT',
        ].join('\n'),
      },
    ],
  });

const SSH = '-p tcp -m tcp --dport 22 -j ACCEPT';
const REJECT = '-j REJECT --reject-with icmp-host-prohibited';

describe('the chain INPUT of iptables', () => {
  it.each([['-m set ! --match-set peers src -j DROP'], ['-m mark --mark 0x1/0x1 -j DROP']])(
    'may stop peers by a rule that can’t be read: %s',
    (rule) => {
      expect(iptables('ACCEPT', rule)).toEqual([
        `iptables table filter, chain INPUT may stop UDP port 8472, by which packets of peers arrive: that depends on its rule -A INPUT ${rule}, with a condition that can't be read here → Look whether it does: iptables-save -t filter. If so: iptables -I INPUT -p udp --dport 8472 -j ACCEPT`,
      ]);
    },
  );

  it('is not stopped by what ufw drops of packets that are not for this host', () => {
    const ufw = ['-m addrtype --dst-type LOCAL -j ACCEPT', '-j DROP'];
    expect(iptables('ACCEPT', ...ufw)).toEqual([]);
  });

  it.each([
    ['DROP', 'has policy drop', []],
    ['DROP', 'has policy drop', [SSH, '-p udp -m udp --dport 8473 -j ACCEPT']],
    ['ACCEPT', `has a rule that drops or rejects (rule -A INPUT ${REJECT})`, [SSH, REJECT]],
    [
      'ACCEPT',
      'has a rule that drops or rejects (rule -A INPUT -p udp --dport 8000:9000 -j DROP)',
      ['-p udp --dport 8000:9000 -j DROP'],
    ],
  ])('of policy %s %s: %j', (policy, how, rules) => {
    expect(iptables(policy, ...rules)).toEqual([
      `iptables table filter, chain INPUT ${how}, and no${how.includes('policy') ? ' rule of it' : 'ne before it'} lets UDP port 8472 in: packets of peers don't arrive → iptables -I INPUT -p udp --dport 8472 -j ACCEPT`,
    ]);
  });

  it.each([
    ['DROP', ['-p udp -m udp --dport 8472 -j ACCEPT']],
    ['DROP', ['-p udp -m multiport --dports 53,8472 -j ACCEPT']],
    ['DROP', ['-s 192.168.1.0/24 -j ACCEPT']],
    ['ACCEPT', ['-p udp -j ACCEPT', REJECT]],
    ['ACCEPT', ['-p tcp -j DROP', '-p udp --dport 53 -j DROP']],
  ])('of policy %s lets the port in: %j', (policy, rules) => {
    expect(iptables(policy, ...rules)).toEqual([]);
  });
});

const dport = (right: unknown): object => ({
  match: { op: '==', left: { payload: { protocol: 'udp', field: 'dport' } }, right },
});

const nft = (policy: string, ...rules: readonly (readonly object[])[]): string[] =>
  told({
    nft: [
      filterTableOf([
        { chain: { family: 'inet', table: 'fw', name: 'in', hook: 'input', policy } },
        ...rules.map((expr) => ({ rule: { family: 'inet', table: 'fw', chain: 'in', expr } })),
      ]),
    ],
  });

describe('a chain of nft at the input hook', () => {
  it('is told of, with the command that goes before', () => {
    const fix = 'nft insert rule inet fw in udp dport 8472 accept';
    expect(nft('drop')).toEqual([expect.stringContaining(`→ ${fix}`)]);
    expect(nft('accept', [{ reject: null }])).toEqual([expect.stringContaining('drops or rejects')]);
  });

  it.each([8472, { set: [53, 8472] }, { range: [8000, 9000] }])('lets the port in: %j', (right) => {
    expect(nft('drop', [dport(right), { accept: null }])).toEqual([]);
  });

  it.each([8473, { set: [53, 22] }, { range: [1, 1024] }])('does not by %j', (right) => {
    expect(nft('drop', [dport(right), { accept: null }])).toHaveLength(1);
  });
});
