import { describe, expect, it } from 'vitest';
import type { CheckedNode, NodeCheck } from '../../../src/checks/check.ts';
import { firewallChecks } from '../../../src/checks/firewall/index.ts';
import { earlyDrop } from '../../../src/checks/firewall/passing/early-drop.ts';
import { lateDrop } from '../../../src/checks/firewall/passing/late-drop.ts';
import { output } from '../../../src/checks/firewall/passing/output.ts';
import { podsToNode } from '../../../src/checks/firewall/passing/pods-to-node.ts';
import { outward } from '../../../src/checks/firewall/translation/outward.ts';
import { podMasquerade } from '../../../src/checks/firewall/translation/pod-masquerade.ts';
import { redirects } from '../../../src/checks/firewall/translation/redirects.ts';
import { untracked } from '../../../src/checks/firewall/translation/untracked.ts';
import { DEFAULT_CNI_CONF } from '../../../src/config/index.ts';
import { filterTableOf } from '../../../src/host/facts/filter-rules.ts';
import type { FilterRules } from '../../../src/host/index.ts';
import type { Change } from '../../../src/state/index.ts';
import { DUAL } from '../../support/example-node.ts';
import { found, NODE } from './support.ts';

const SET_UP: CheckedNode = {
  ...NODE,
  isSetUp: true,
  network: { ...NODE.network, cniConf: JSON.stringify(DEFAULT_CNI_CONF) },
};

const told = async (
  check: NodeCheck,
  rules: Partial<FilterRules>,
  { node = SET_UP, attached = [] as readonly object[] } = {},
): Promise<string[]> => {
  const all = { nft: [], saved: [], iptablesIsNft: true, ...rules };
  const facts = { 'rules at all hooks': all, 'rules that filter packets': all, 'CNI attachments': attached };
  return (await found(check, node, facts)).map(({ message }) => message);
};

/** The tables of iptables-save, by their lines. */
const iptables = (tables: Readonly<Record<string, readonly string[]>>): Partial<FilterRules> => ({
  saved: [
    {
      variant: 'nft',
      family: 'ip',
      text: Object.entries(tables)
        .flatMap(([table, lines]) => [`*${table}`, ...lines, 'COMMIT'])
        .join('\n'),
    },
  ],
});

const nft = (
  hook: string,
  policy: string,
  ...rules: readonly (readonly object[])[]
): Partial<FilterRules> => ({
  nft: [
    filterTableOf([
      { chain: { family: 'inet', table: 'fw', name: 'c', hook, policy } },
      ...rules.map((expr) => ({ rule: { family: 'inet', table: 'fw', chain: 'c', handle: 7, expr } })),
    ]),
  ],
});

const field = (protocol: string, name: string, right: unknown): object => ({
  match: { op: '==', left: { payload: { protocol, field: name } }, right },
});
const oif = (name: string): object => ({
  match: { op: '==', left: { meta: { key: 'oifname' } }, right: name },
});

/** What flannelctl has for its rules, with those of kube-proxy before them. */
const MASQUERADING = iptables({
  nat: [
    ':PREROUTING ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ':FLANNEL-POSTRTG - [0:0]',
    ':KUBE-POSTROUTING - [0:0]',
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
    '-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG',
    '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    '-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN',
    '-A FLANNEL-POSTRTG -s 10.244.1.0/24 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j RETURN',
    '-A FLANNEL-POSTRTG -s 10.244.0.0/16 -d 10.244.1.0/24 -m comment --comment "flanneld masq" -j RETURN',
    '-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.1.0/24 -m comment --comment "flanneld masq" -j RETURN',
    '-A FLANNEL-POSTRTG -s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully',
    '-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully',
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
    '-A KUBE-POSTROUTING -j MASQUERADE --random-fully',
  ],
});

it.each([earlyDrop, lateDrop, output, podsToNode, outward, podMasquerade, redirects, untracked])(
  '$name finds nothing by the rules of flannel, kube-proxy and docker',
  async (check) => {
    expect(await told(check, MASQUERADING)).toEqual([]);
  },
);

it('has a name of its own for each check', () => {
  const names = firewallChecks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('a drop before routing', () => {
  it('at the ingress of the uplink is told of, and of no other link', async () => {
    const dropping = (dev: string | readonly string[]): Partial<FilterRules> => ({
      nft: [
        filterTableOf([
          { chain: { family: 'netdev', table: 'fw', name: 'c', hook: 'ingress', policy: 'accept', dev } },
          {
            rule: {
              family: 'netdev',
              table: 'fw',
              chain: 'c',
              handle: 7,
              expr: [field('udp', 'dport', 8472), { drop: null }],
            },
          },
        ]),
      ],
    });
    const uplink = SET_UP.network.uplink.name;
    const finding = 'nft table netdev fw, chain c drops packets of peers as they arrive (rule with handle 7)';
    expect(await told(earlyDrop, dropping(uplink))).toEqual([finding]);
    expect(await told(earlyDrop, dropping(['eth7', uplink]))).toEqual([finding]);
    expect(await told(earlyDrop, dropping('eth7'))).toEqual([]);
  });

  it('of packets of peers is told of, by iptables and nft', async () => {
    const line = '-A PREROUTING -p udp -m udp --dport 8472 -j DROP';
    expect(await told(earlyDrop, iptables({ raw: [':PREROUTING ACCEPT [0:0]', line] }))).toEqual([
      `iptables table raw, chain PREROUTING drops packets of peers as they arrive (rule ${line})`,
    ]);
    const rule = [field('udp', 'dport', 8472), { drop: null }];
    expect(await told(earlyDrop, nft('prerouting', 'accept', rule))).toEqual([
      'nft table inet fw, chain c drops packets of peers as they arrive (rule with handle 7)',
    ]);
  });

  it('of packets between pods is told of', async () => {
    const line = '-A PREROUTING -s 10.0.0.0/8 -i flannel.1 -j DROP';
    expect(await told(earlyDrop, iptables({ mangle: [':PREROUTING ACCEPT [0:0]', line] }))).toEqual([
      `iptables table mangle, chain PREROUTING drops packets between pods before they are routed (rule ${line})`,
    ]);
  });

  it('that depends on what can’t be read, or of other packets, is not', async () => {
    const fib = { match: { op: '==', left: { fib: { result: 'oif', flags: ['saddr', 'iif'] } }, right: 0 } };
    expect(await told(earlyDrop, nft('prerouting', 'accept', [fib, { drop: null }]))).toEqual([]);
    const other = '-A PREROUTING -p udp -m udp --dport 53 -j DROP';
    expect(await told(earlyDrop, iptables({ raw: [':PREROUTING ACCEPT [0:0]', other] }))).toEqual([]);
  });
});

it('a drop after routing is told of', async () => {
  expect(await told(lateDrop, nft('postrouting', 'accept', [oif('flannel.1'), { drop: null }]))).toEqual([
    'nft table inet fw, chain c drops packets between pods after they are routed (rule with handle 7)',
  ]);
});

describe('what this node sends', () => {
  it('to peers is stopped by a policy that knows no UDP', async () => {
    const lines = [':OUTPUT DROP [0:0]', '-A OUTPUT -p tcp -j ACCEPT', '-A OUTPUT -o cni0 -j ACCEPT'];
    expect(await told(output, iptables({ filter: lines }))).toEqual([
      'iptables table filter, chain OUTPUT drops packets of the overlay to peers (policy drop)',
    ]);
  });

  it('to its pods is stopped by a rule', async () => {
    expect(await told(output, nft('output', 'accept', [oif('cni0'), { drop: null }]))).toEqual([
      'nft table inet fw, chain c drops packets of this node to its pods (rule with handle 7)',
    ]);
  });
});

describe('the input chain', () => {
  const policy = (...rules: readonly string[]) => iptables({ filter: [':INPUT DROP [0:0]', ...rules] });

  it('keeps pods from their node', async () => {
    expect(await told(podsToNode, policy('-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'))).toEqual([
      'iptables table filter, chain INPUT keeps pods from this node itself: no rule of it lets packets from cni0 in',
    ]);
  });

  it.each<[string, Partial<FilterRules>, string]>([
    ['nft', nft('input', 'drop'), 'nft insert rule inet fw c iifname cni0 accept'],
    ['iptables', policy(), 'iptables -I INPUT -i cni0 -j ACCEPT'],
    ['ufw', policy(':ufw-before-input - [0:0]'), 'ufw allow in on cni0'],
    [
      'firewalld',
      {
        nft: [
          filterTableOf([
            { chain: { family: 'inet', table: 'firewalld', name: 'c', hook: 'input', policy: 'drop' } },
          ]),
        ],
      },
      'firewall-cmd --permanent --zone=trusted --add-interface=cni0; firewall-cmd --reload',
    ],
  ])('of %s is mended with its own command', async (_, rules, command) => {
    const [finding] = await found(podsToNode, SET_UP, {
      'rules that filter packets': { nft: [], saved: [], iptablesIsNft: true, ...rules },
    });
    expect(finding?.hint).toBe(`Put it into the firewall's own configuration: ${command}`);
  });

  it.each([
    '-A INPUT -i cni0 -j ACCEPT',
    '-A INPUT -s 10.244.0.0/16 -j ACCEPT',
    '-A INPUT -p tcp -m tcp --dport 10250 -j ACCEPT',
    '-A INPUT -p udp -m multiport --dports 53,123 -j ACCEPT',
    '-A INPUT -p 6 -m tcp --dport 10250 -j ACCEPT',
    '-A INPUT -p 17 -m udp --dport 53 -j ACCEPT',
    '-A INPUT -m set --match-set pods src -j ACCEPT',
  ])('lets pods in: %s', async (rule) => {
    expect(await told(podsToNode, policy(rule))).toEqual([]);
  });
});

describe('masquerading', () => {
  const nat = (...rules: readonly string[]) =>
    iptables({ nat: [':POSTROUTING ACCEPT [0:0]', ':CNI-1 - [0:0]', ...rules] });

  it.each([
    '-A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE',
    '-A POSTROUTING -o flannel.1 -j SNAT --to-source 10.244.1.0',
  ])('of packets between pods is told of: %s', async (rule) => {
    expect(await told(podMasquerade, nat(rule))).toEqual([
      `iptables table nat, chain POSTROUTING masquerades packets between pods (rule ${rule})`,
    ]);
  });

  it.each<[string, Partial<FilterRules>, string]>([
    [
      'iptables',
      nat('-A POSTROUTING -j MASQUERADE'),
      'iptables -t nat -I POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j ACCEPT',
    ],
    [
      'nft',
      nft('postrouting', 'accept', [{ masquerade: null }]),
      'nft insert rule inet fw c ip saddr 10.244.0.0/16 ip daddr 10.244.0.0/16 accept',
    ],
  ])('of packets between pods is ended by a rule of %s before it', async (_, rules, command) => {
    const all = { nft: [], saved: [], iptablesIsNft: true, ...rules };
    const [finding] = await found(podMasquerade, SET_UP, {
      'rules at all hooks': all,
      'CNI attachments': [],
    });
    expect(finding?.hint).toContain(command);
  });

  it('by the bridge plugin is seen for the pods that there are', async () => {
    const rules = nat(
      '-A POSTROUTING -s 10.244.1.7/32 -j CNI-1',
      '-A CNI-1 -d 10.244.1.0/24 -j ACCEPT',
      '-A CNI-1 ! -d 224.0.0.0/4 -j MASQUERADE',
    );
    const pod = { network: 'cbr0', container: 'a', addresses: ['10.244.1.7/24'], isGone: false };
    expect(await told(podMasquerade, rules)).toEqual([]);
    expect(await told(podMasquerade, rules, { attached: [pod] })).toHaveLength(1);
  });

  it('of one’s own marks is none', async () => {
    expect(
      await told(podMasquerade, nat('-A POSTROUTING -m mark --mark 0x2000/0x2000 -j MASQUERADE')),
    ).toEqual([]);
    const masked = { '&': [{ meta: { key: 'mark' } }, 16384] };
    const marked = { match: { op: '!=', left: masked, right: 0 } };
    expect(await told(podMasquerade, nft('postrouting', 'accept', [marked, { masquerade: null }]))).toEqual(
      [],
    );
    const unmarked = { match: { op: '==', left: masked, right: 0 } };
    expect(
      await told(podMasquerade, nft('postrouting', 'accept', [unmarked, { masquerade: null }])),
    ).toHaveLength(1);
  });

  it('is not reached behind a rule that accepts', async () => {
    const rules = nat(
      '-A POSTROUTING -s 10.0.0.0/8 -j ACCEPT',
      '-A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE',
    );
    expect(await told(outward, rules)).toEqual([
      'no rule masquerades what pods send to the outside, such as 198.51.100.1',
    ]);
  });

  it('is not asked for where it is off, not set up, or a change makes its rules', async () => {
    const changes = [{ action: 'create', key: '', to: { kind: 'ruleset' } } as unknown as Change];
    const nodes: CheckedNode[] = [
      { ...SET_UP, network: { ...SET_UP.network, ipMasq: false } },
      NODE,
      { ...SET_UP, diff: { changes, unchanged: 3 } },
    ];
    expect(await told(outward, {})).toHaveLength(1);
    for (const node of nodes) expect(await told(outward, {}, { node })).toEqual([]);
  });

  it('is asked for of each family', async () => {
    expect(await told(outward, {}, { node: { ...SET_UP, network: DUAL } })).toHaveLength(2);
  });
});

describe('connections of pods', () => {
  it.each(['-A PREROUTING -s 10.244.0.0/16 -j CT --notrack', '-A PREROUTING -j NOTRACK'])(
    'are not tracked: %s',
    async (rule) => {
      expect(await told(untracked, iptables({ raw: [':PREROUTING ACCEPT [0:0]', rule] }))).toEqual([
        `iptables table raw, chain PREROUTING has packets of pods not tracked (rule ${rule})`,
      ]);
    },
  );

  it('are, where only other packets are not', async () => {
    expect(
      await told(untracked, nft('prerouting', 'accept', [field('udp', 'dport', 53), { notrack: null }])),
    ).toEqual([]);
    const zone = '-A PREROUTING -j CT --zone 1';
    expect(await told(untracked, iptables({ raw: [':PREROUTING ACCEPT [0:0]', zone] }))).toEqual([]);
  });
});

it('a port of the overlay that goes elsewhere is told of', async () => {
  const rule = '-A PREROUTING -p udp -m udp --dport 8472 -j DNAT --to-destination 172.17.0.2:8472';
  expect(await told(redirects, iptables({ nat: [':PREROUTING ACCEPT [0:0]', rule] }))).toEqual([
    `iptables table nat, chain PREROUTING sends packets of peers to UDP port 8472 to another address (rule ${rule})`,
  ]);
});
