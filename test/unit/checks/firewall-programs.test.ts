import { describe, expect, it } from 'vitest';
import type { CheckedNode, NodeCheck } from '../../../src/checks/check.ts';
import { flushed } from '../../../src/checks/firewall/engines/flushed.ts';
import { iptablesVariants } from '../../../src/checks/firewall/engines/iptables-variants.ts';
import { rulesTwice } from '../../../src/checks/firewall/engines/rules-twice.ts';
import { clusterCidr } from '../../../src/checks/firewall/services/cluster-cidr.ts';
import { serviceAddresses } from '../../../src/checks/firewall/services/service-addresses.ts';
import { filterTableOf } from '../../../src/host/facts/filter-rules.ts';
import type { FilterRules, SavedRules } from '../../../src/host/index.ts';
import type { Change } from '../../../src/state/index.ts';
import { found, NODE } from './support.ts';

const told = async (
  check: NodeCheck,
  rules: Partial<FilterRules>,
  facts: object = {},
  node: CheckedNode = NODE,
): Promise<string[]> => {
  const all = { nft: [], saved: [], iptablesIsNft: true, ...rules };
  return (await found(check, node, { 'rules at all hooks': all, links: [], ...facts })).map(
    ({ message }) => message,
  );
};

const saved = (variant: SavedRules['variant'], table: string, ...lines: readonly string[]): SavedRules => ({
  variant,
  family: 'ip',
  text: [`*${table}`, ':POSTROUTING ACCEPT [0:0]', ...lines, 'COMMIT'].join('\n'),
});

const table = (family: string, name: string) =>
  filterTableOf([{ chain: { family, table: name, name: 'postrtg', hook: 'postrouting', policy: 'accept' } }]);

describe('iptables', () => {
  const KUBE = ['-A KUBE-SVC-1 -j KUBE-SEP-1'];

  it('has its rules in one part of the kernel', async () => {
    expect(
      await told(iptablesVariants, { saved: [saved('nft', 'nat', ...KUBE), saved('legacy', 'filter')] }),
    ).toEqual([]);
    const own = '-A POSTROUTING -o eth0 -j MASQUERADE';
    expect(
      await told(iptablesVariants, { saved: [saved('nft', 'nat', own), saved('legacy', 'nat', own)] }),
    ).toEqual([]);
  });

  it('has them in both', async () => {
    const both = [saved('nft', 'filter', '-A FORWARD -j DROP'), saved('legacy', 'nat', ...KUBE)];
    const [finding] = await found(iptablesVariants, NODE, { 'rules at all hooks': { nft: [], saved: both } });
    expect(finding?.message).toContain('both iptables-nft and iptables-legacy have rules');
    expect(finding?.evidence).toEqual([
      'iptables-nft-save: rules of no known program',
      'iptables-legacy-save: KUBE-SVC-1',
    ]);
  });

  it('has those of IPv6 apart', async () => {
    const all = [saved('nft', 'filter', ...KUBE), saved('legacy', 'nat', ...KUBE)];
    const [first, second] = all.map((rules): SavedRules => ({ ...rules, family: 'ip6' }));
    if (first === undefined || second === undefined) throw new Error('no rules');
    expect(await told(iptablesVariants, { saved: [first, second] })).toEqual([
      expect.stringContaining('both ip6tables-nft and ip6tables-legacy have rules'),
    ]);
    expect(await told(iptablesVariants, { saved: [first, ...all.slice(1)] })).toEqual([]);
  });
});

describe("flannel's rules", () => {
  const FLANNELS = saved('nft', 'nat', ':FLANNEL-POSTRTG - [0:0]');

  it('are there once', async () => {
    expect(await told(rulesTwice, { nft: [table('ip', 'flannelctl'), table('ip6', 'flannelctl')] })).toEqual(
      [],
    );
    expect(await told(rulesTwice, { saved: [FLANNELS] })).toEqual([]);
  });

  it.each<[string, Partial<FilterRules>, string]>([
    [
      'two engines',
      { nft: [table('ip', 'flannelctl')], saved: [FLANNELS] },
      "flannel's rules are there twice: nft table ip flannelctl, iptables-nft chain FLANNEL-POSTRTG",
    ],
    [
      'flanneld and flannelctl',
      { nft: [table('ip', 'flannelctl'), table('ip', 'flannel-ipv4')] },
      "flannel's rules are there twice: nft table ip flannelctl, nft table ip flannel-ipv4",
    ],
    [
      'both variants of iptables',
      { saved: [FLANNELS, { ...FLANNELS, variant: 'legacy' }] },
      "flannel's rules are there twice: iptables-nft chain FLANNEL-POSTRTG, iptables-legacy chain FLANNEL-POSTRTG",
    ],
  ])('are there of %s', async (_, rules, expected) => {
    expect(await told(rulesTwice, rules)).toEqual([expected]);
  });
});

describe('the rules of a node', () => {
  const change = (action: string, kind: string) => ({ action, key: kind, to: { kind } }) as unknown as Change;
  const nodeWith = (...changes: readonly Change[]): CheckedNode => ({
    ...NODE,
    isSetUp: true,
    diff: { changes, unchanged: 9 },
  });
  const facts = {
    'text of /etc/nftables.conf': '#!/usr/sbin/nft -f\n\nflush ruleset\n',
    'text of /etc/ufw/ufw.conf': null,
    'names in /etc/systemd/system/sysinit.target.wants': ['nftables.service'],
  };

  it('are gone, with who may have deleted them', async () => {
    const gone = nodeWith(change('create', 'ruleset'), change('update', 'route'));
    expect(await told(flushed, {}, facts, gone)).toEqual([
      'all rules of this node are gone; what may have deleted them: nftables.service (/etc/nftables.conf has "flush ruleset")',
    ]);
    const others = {
      ...facts,
      'names in /etc/systemd/system/sysinit.target.wants': [],
      'text of /etc/ufw/ufw.conf': 'ENABLED=yes\n',
    };
    expect(await told(flushed, { nft: [table('inet', 'firewalld')] }, others, gone)).toEqual([
      'all rules of this node are gone; what may have deleted them: firewalld (firewall-cmd --reload), ufw (ufw reload)',
    ]);
  });

  it.each([
    ['there', nodeWith(change('create', 'route'))],
    ['changed', nodeWith(change('update', 'ruleset'))],
    [
      'gone with all else, as after a boot',
      {
        ...nodeWith(change('create', 'ruleset')),
        diff: { changes: [change('create', 'ruleset')], unchanged: 0 },
      },
    ],
    ['not made yet', { ...nodeWith(change('create', 'ruleset')), isSetUp: false }],
  ])('are %s', async (_, node) => {
    expect(await told(flushed, {}, facts, node)).toEqual([]);
  });
});

describe('Services', () => {
  const services = (address: string, cidr: string) =>
    saved(
      'nft',
      'nat',
      `-A KUBE-SERVICES -d ${address}/32 -p tcp -m tcp --dport 443 -j KUBE-SVC-1`,
      `-A KUBE-SVC-1 ! -s ${cidr} -d ${address}/32 -p tcp -m tcp --dport 443 -j KUBE-MARK-MASQ`,
    );

  it('have addresses of their own, and kube-proxy knows the pods', async () => {
    for (const cidr of ['10.244.0.0/16', '10.0.0.0/8', '10.244.1.0/24'])
      for (const check of [serviceAddresses, clusterCidr])
        expect(await told(check, { saved: [services('10.96.0.1', cidr)] })).toEqual([]);
    expect(await told(clusterCidr, {})).toEqual([]);
  });

  it('have addresses of pods', async () => {
    const expected = ['a Service has an address in the pod network 10.244.0.0/16: 10.244.9.1'];
    expect(await told(serviceAddresses, { saved: [services('10.244.9.1', '10.244.0.0/16')] })).toEqual(
      expected,
    );
    const links = [
      { ifname: 'kube-ipvs0', addr_info: [{ local: '10.244.9.1' }, { local: '10.96.0.1' }] },
      { ifname: 'lo', addr_info: [{ local: '10.244.9.2' }] },
    ];
    expect(await told(serviceAddresses, {}, { links })).toEqual(expected);
  });

  it('are read of kube-proxy in its mode nftables, too', async () => {
    const of = { family: 'ip', table: 'kube-proxy' };
    const chain = 'service-X-web/shop/tcp/http';
    const other = { prefix: { addr: '10.42.0.0', len: 16 } };
    const left = { payload: { protocol: 'ip', field: 'saddr' } };
    const nft = [
      filterTableOf([
        { chain: { ...of, name: 'filter-forward', hook: 'forward', policy: 'accept' } },
        { chain: { ...of, name: chain } },
        { set: { ...of, name: 'cluster-ips', type: 'ipv4_addr', elem: ['10.244.9.1'] } },
        { set: { ...of, name: 'nodeport-ips', type: 'ipv4_addr', elem: ['10.244.1.1'] } },
        {
          rule: {
            ...of,
            chain,
            expr: [{ match: { op: '!=', left, right: other } }, { jump: { target: 'mark-for-masquerade' } }],
          },
        },
      ]),
    ];
    expect(await told(serviceAddresses, { nft })).toEqual([
      'a Service has an address in the pod network 10.244.0.0/16: 10.244.9.1',
    ]);
    expect(await told(clusterCidr, { nft })).toEqual([
      "kube-proxy takes 10.42.0.0/16 for the pods' addresses, and pods of this node have 10.244.1.0/24",
    ]);
  });

  it('are masqueraded by a wrong cluster CIDR', async () => {
    expect(await told(clusterCidr, { saved: [services('10.96.0.1', '10.42.0.0/16')] })).toEqual([
      "kube-proxy takes 10.42.0.0/16 for the pods' addresses, and pods of this node have 10.244.1.0/24",
    ]);
  });
});
