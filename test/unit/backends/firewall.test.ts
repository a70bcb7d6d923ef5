import { describe, expect, it } from 'vitest';
import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { DUAL, EXAMPLE, SIX } from '../../support/example-node.ts';

const rulesOf = (input: BackendInput): HostObject[] =>
  desiredState(input).filter(({ kind }) => kind === 'ruleset' || kind === 'basechain');

const is = (prefix: string) => ({ prefix, negated: false });
const not = (prefix: string) => ({ prefix, negated: true });

/** flannel's rules for a family (flannel-facts 6.1, 6.2), N its network, P the node's subnet. */
const masquerade = (N: string, P: string, multicast: string, more: object = {}) => [
  { mark: 0x4000, verdict: 'return' },
  { source: is(P), destination: is(N), verdict: 'return' },
  { source: is(N), destination: is(P), verdict: 'return' },
  { source: not(N), destination: is(P), verdict: 'return' },
  { source: is(N), destination: not(multicast), verdict: 'masquerade', ...more },
  { source: not(N), destination: is(N), verdict: 'masquerade', ...more },
];

const forward = (N: string) => [
  { source: is(N), verdict: 'accept' },
  { destination: is(N), verdict: 'accept' },
];

const FOUR = ['10.244.0.0/16', '10.244.1.0/24', '224.0.0.0/4'] as const;
const SIXES = ['fd00:10:244::/56', 'fd00:10:244:1::/64', 'ff00::/8'] as const;

const chain = (name: string, hook: string, rules: unknown) => ({ name, hook, hooked: true, rules });

const nftTable = (family: string, [N, P, multicast]: typeof FOUR | typeof SIXES, more: object = {}) => ({
  kind: 'ruleset',
  engine: 'nft',
  family,
  table: 'flannelctl',
  chains: [
    chain('postrtg', 'postrouting', masquerade(N, P, multicast, more)),
    chain('forward', 'forward', forward(N)),
  ],
});

describe('the rules', () => {
  it('are in a table of their own a family, in nft', () => {
    expect(rulesOf(DUAL)).toEqual([nftTable('ip', FOUR), nftTable('ip6', SIXES)]);
    expect(rulesOf(EXAMPLE)).toEqual([nftTable('ip', FOUR)]);
    expect(rulesOf(SIX)).toEqual([nftTable('ip6', SIXES)]);
  });

  it('are in flannel’s chains of ip6tables, and in the tables and chains that it makes for them', () => {
    const base = { kind: 'basechain', family: 'ip6', busy: false };
    const table = { kind: 'ruleset', engine: 'iptables', family: 'ip6' };
    const [N] = SIXES;
    const expected = [
      { ...base, table: 'nat' },
      { ...base, table: 'nat', chain: 'POSTROUTING' },
      {
        ...table,
        table: 'nat',
        chains: [chain('FLANNEL-POSTRTG', 'postrouting', masquerade(...SIXES))],
      },
      { ...base, table: 'filter' },
      { ...base, table: 'filter', chain: 'FORWARD' },
      { ...table, table: 'filter', chains: [chain('FLANNEL-FWD', 'forward', forward(N))] },
    ];
    const input = { ...SIX, engine: 'iptables' } as const;
    expect(rulesOf(input)).toEqual(expected);
    const legacy = rulesOf({ ...input, iptablesIsNft: false });
    expect(legacy).toEqual(expected.filter(({ kind }) => kind === 'ruleset'));
    const both = rulesOf({ ...input, families: DUAL.families });
    expect(both.slice(6)).toEqual(expected);
    expect(both.slice(0, 6)).toEqual(rulesOf({ ...EXAMPLE, engine: 'iptables' }));
  });

  it.each(['nft', 'iptables'] as const)('only forward without masquerading, in %s', (engine) => {
    const said = JSON.stringify(rulesOf({ ...DUAL, engine, ipMasq: false }));
    expect(said).not.toMatch(/masquerade|"nat"|postrouting/i);
    expect(said.match(/accept/g)).toHaveLength(4);
  });

  it('masquerade from ports in order where that is wanted, in both families', () => {
    const more = { fullyRandom: false };
    expect(rulesOf({ ...DUAL, randomFully: false })).toEqual([
      nftTable('ip', FOUR, more),
      nftTable('ip6', SIXES, more),
    ]);
  });
});
