import { expect, it } from 'vitest';
import { podMasquerade } from '../../../src/checks/firewall/translation/pod-masquerade.ts';
import { filterTableOf } from '../../../src/host/facts/filter-rules.ts';
import { DUAL } from '../../support/example-node.ts';
import { found, NODE } from './support.ts';

/** A chain of nft that masquerades all that comes to it. */
const nft = (family: string): object => ({
  nft: [
    filterTableOf([
      { chain: { family, table: 'fw', name: 'out', hook: 'postrouting', policy: 'accept' } },
      { rule: { family, table: 'fw', chain: 'out', handle: 7, expr: [{ masquerade: null }] } },
    ]),
  ],
});

/** The same of iptables. */
const iptables = (family: string, variant: string): object => ({
  saved: [{ variant, family, text: '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j MASQUERADE\nCOMMIT' }],
});

const IP4 = 'ip saddr 10.244.0.0/16 ip daddr 10.244.0.0/16 accept';
const IP6 = 'ip6 saddr fd00:10:244::/56 ip6 daddr fd00:10:244::/56 accept';

it.each<[string, object, string]>([
  ['nft, IPv4', nft('ip'), `nft insert rule ip fw out ${IP4}`],
  ['nft, IPv6', nft('ip6'), `nft insert rule ip6 fw out ${IP6}`],
  ['nft, both', nft('inet'), `nft insert rule inet fw out ${IP4}`],
  [
    'iptables on nft',
    iptables('ip', 'nft'),
    'iptables -t nat -I POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j ACCEPT',
  ],
  [
    'ip6tables on nft',
    iptables('ip6', 'nft'),
    'ip6tables -t nat -I POSTROUTING -s fd00:10:244::/56 -d fd00:10:244::/56 -j ACCEPT',
  ],
  [
    'iptables of before',
    iptables('ip', 'legacy'),
    'iptables-legacy -t nat -I POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j ACCEPT',
  ],
])(
  'the pod network is exempt from a masquerading chain by a rule before its others: %s',
  async (_, rules, command) => {
    const facts = {
      'rules at all hooks': { nft: [], saved: [], iptablesIsNft: true, ...rules },
      'CNI attachments': [],
    };
    const [finding] = await found(podMasquerade, { ...NODE, network: DUAL }, facts);
    expect(finding?.hint).toBe(`Take the rule away, or exempt the pod network: ${command}`);
  },
);
