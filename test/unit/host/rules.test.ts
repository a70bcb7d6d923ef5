import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import { isItem } from '../../../src/host/observe/json/fields.ts';
import { readBaseChains, readIptables } from '../../../src/host/observe/rules/iptables-rules.ts';
import { nftObjects } from '../../../src/host/observe/rules/list-nft.ts';
import { readNftTable } from '../../../src/host/observe/rules/nft-rules.ts';
import type { Prefix } from '../../../src/net/index.ts';
import type { Chain } from '../../../src/state/index.ts';
import { EXAMPLE, withOwn } from '../../support/example-node.ts';
import { recorded, recordedText } from '../../support/recorded.ts';

const N = { prefix: '10.244.0.0/16', negated: false };

/** The rules that flannelctl wants on the recorded node. */
const wanted = (engine: 'nft' | 'iptables', subnet: string) =>
  desiredState({ ...EXAMPLE, engine, families: withOwn({ subnet: subnet as Prefix }) }).filter(
    ({ kind }) => kind === 'ruleset',
  );

describe('the rules of flanneld', () => {
  it('in iptables are the rules that flannelctl wants, rule for rule', async () => {
    const save = await recordedText('vxlan-iptables/iptables-save.txt');
    expect(readIptables('ip', save)).toEqual(wanted('iptables', '10.244.15.0/24'));
  });

  it('in nft are read as rules, with the mark that it compares without a mask', async () => {
    const objects = nftObjects(await recordedText('vxlan-nft/nft.json'));
    // As `nft -j list table ip flannel-ipv4` would print it.
    const [table] = readNftTable(
      objects.filter(({ table: item }) => !isItem(item) || item['family'] !== 'ip6'),
    );
    const P = { prefix: '10.244.42.0/24', negated: false };
    expect(table).toEqual({
      kind: 'ruleset',
      engine: 'nft',
      family: 'ip',
      table: 'flannel-ipv4',
      chains: [
        {
          name: 'postrtg',
          hook: 'postrouting',
          hooked: true,
          rules: [
            { mark: 0x4000, wholeMark: true, verdict: 'return' },
            { source: P, destination: N, verdict: 'return' },
            { source: N, destination: P, verdict: 'return' },
            { source: { ...P, negated: true }, destination: N, verdict: 'return' },
            { source: N, destination: { prefix: '224.0.0.0/4', negated: true }, verdict: 'masquerade' },
            { source: { ...N, negated: true }, destination: N, verdict: 'masquerade' },
          ],
        },
        {
          name: 'forward',
          hook: 'forward',
          hooked: true,
          rules: [
            { source: N, verdict: 'accept' },
            { destination: N, verdict: 'accept' },
          ],
        },
      ],
    });
  });

  it.each(['vxlan-nft-pods/iptables-save.txt'])(
    'are none in %s, where only the CNI plugins have some',
    async (file) => {
      expect(readIptables('ip', await recordedText(file))).toEqual([]);
    },
  );

  it('are none where there are no tables', () => {
    expect(readIptables('ip', '')).toEqual([]);
    expect(readNftTable([])).toEqual([]);
  });
});

const JUMP = '-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD';

const filter = (...lines: string[]): string =>
  ['*filter', ':FORWARD ACCEPT [0:0]', ...lines, 'COMMIT'].join('\n');

describe('an iptables chain', () => {
  it.each<[string, string[], Partial<Chain>]>([
    ['with its jump is hooked', [JUMP], { hooked: true }],
    ['without a jump is not', [], { hooked: false }],
    ['with a jump to one of a longer name is not', ['-A FORWARD -j FLANNEL-FWD-2'], { hooked: false }],
    [
      'with a jump of another form has it as an extra one',
      ['-A FORWARD -j FLANNEL-FWD'],
      { hooked: false, extraJumps: ['FORWARD -j FLANNEL-FWD'] },
    ],
    [
      'with its jump twice has one of them too many',
      [JUMP, JUMP],
      { hooked: true, extraJumps: [JUMP.slice('-A '.length)] },
    ],
    [
      'with a jump from elsewhere has it as an extra one',
      [JUMP, '-A OUTPUT -j FLANNEL-FWD'],
      { hooked: true, extraJumps: ['OUTPUT -j FLANNEL-FWD'] },
    ],
  ])('%s', (_, jumps, expected) => {
    const [ruleset] = readIptables('ip', filter(':FLANNEL-FWD - [0:0]', ...jumps));
    expect(ruleset?.chains).toEqual([{ name: 'FLANNEL-FWD', hook: 'forward', rules: [], ...expected }]);
  });

  it.each([
    '-s 10.244.0.0/16 -j ACCEPT',
    '-s 10.244.0.0/16 -m comment --comment "mine" -j ACCEPT',
    '-s 10.244.0.0/16 -p tcp -m comment --comment "flanneld forward" -j ACCEPT',
    '-s 10.244.0.0/16 -m comment --comment "flanneld forward" -j DROP',
    '-m mark --mark 0x4000/0xffff -m comment --comment "flanneld masq" -j RETURN',
  ])('keeps a rule that is not of our form as it stands: %s', (rule) => {
    const [ruleset] = readIptables('ip', filter(':FLANNEL-FWD - [0:0]', `-A FLANNEL-FWD ${rule}`));
    expect(ruleset?.chains[0]?.rules).toEqual([{ unknown: rule }]);
  });
});

describe('the tables and built-in chains of iptables', () => {
  const base = (table: string, chain: string | undefined, busy: boolean) => ({
    kind: 'basechain',
    family: 'ip',
    table,
    ...(chain === undefined ? {} : { chain }),
    busy,
  });
  const NFT = new Set(['ip filter', 'ip filter FORWARD', 'ip filter FLANNEL-FWD']);
  const OURS = [':FLANNEL-FWD - [0:0]', JUMP];

  it.each([
    ['are free when only we use them', NFT, OURS, [false, false]],
    ['are busy when others have rules in the chain', NFT, [...OURS, '-A FORWARD -j DROP'], [true, true]],
    [
      'are busy as a table, not as a chain, when others have a chain in the table',
      new Set([...NFT, 'ip filter INPUT']),
      OURS,
      [true, false],
    ],
  ])('%s', (_, chains, lines, [table = false, chain = false]) => {
    expect(readBaseChains('ip', chains, filter(...lines))).toEqual([
      base('filter', undefined, table),
      base('filter', 'FORWARD', chain),
    ]);
  });

  it('are busy when somebody set the policy', () => {
    const save = filter(...OURS).replace(':FORWARD ACCEPT', ':FORWARD DROP');
    expect(readBaseChains('ip', NFT, save).map(({ busy }) => busy)).toEqual([true, true]);
  });

  it('are not there when nft lists none, though iptables-save prints them', () => {
    expect(readBaseChains('ip', new Set(), filter(...OURS))).toEqual([]);
    expect(readBaseChains('ip', new Set(['ip filter']), filter())).toEqual([
      base('filter', undefined, false),
    ]);
  });

  it('of the recorded iptables node are free, as nft lists them', async () => {
    const { nftables } = await recorded<{
      nftables: {
        table?: { family: string; name: string };
        chain?: { family: string; table: string; name: string };
      }[];
    }>('vxlan-iptables/nft.json');
    const chains = new Set(
      nftables.flatMap(({ table, chain }) => [
        ...(table === undefined ? [] : [`${table.family} ${table.name}`]),
        ...(chain === undefined ? [] : [`${chain.family} ${chain.table} ${chain.name}`]),
      ]),
    );
    const save = await recordedText('vxlan-iptables/iptables-save.txt');
    expect(readBaseChains('ip', chains, save)).toEqual([
      base('nat', undefined, false),
      base('nat', 'POSTROUTING', false),
      base('filter', undefined, false),
      base('filter', 'FORWARD', false),
    ]);
  });
});
