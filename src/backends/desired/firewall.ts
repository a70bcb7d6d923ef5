import { FLANNEL_CHAINS, FLANNEL_NFT_CHAINS } from '../../flannel/index.ts';
import type { Prefix } from '../../net/index.ts';
import {
  type BaseChain,
  BUILT_IN,
  type Chain,
  type HostObject,
  NFT_TABLE,
  type PrefixMatch,
  type Rule,
  type Ruleset,
} from '../../state/index.ts';
import type { BackendInput, FamilyInput } from '../base/input.ts';

type Protocol = Ruleset['family'];

/** The names of the families in nft and iptables. */
const PROTOCOLS = { ipv4: 'ip', ipv6: 'ip6' } as const;

/** kube-proxy's mark for packets that it masquerades itself. */
const KUBE_MASQUERADE = 0x4000;
const MULTICAST = { ip: '224.0.0.0/4', ip6: 'ff00::/8' } as const;

const is = (prefix: Prefix): PrefixMatch => ({ prefix, negated: false });
const not = (prefix: Prefix): PrefixMatch => ({ prefix, negated: true });

/**
 * Packets between pods keep their source address; packets that leave the pod network get the node's (flannel-facts
 * 6.1). flannel's nft rules differ in the fourth, which makes the last one unreachable (flannel-facts 12); here both
 * engines have the meaning of the iptables rules.
 */
const masqueradeRules = (family: Protocol, network: Prefix, subnet: Prefix): Rule[] => [
  { mark: KUBE_MASQUERADE, verdict: 'return' },
  { source: is(subnet), destination: is(network), verdict: 'return' },
  { source: is(network), destination: is(subnet), verdict: 'return' },
  { source: not(network), destination: is(subnet), verdict: 'return' },
  { source: is(network), destination: not(MULTICAST[family] as Prefix), verdict: 'masquerade' },
  { source: not(network), destination: is(network), verdict: 'masquerade' },
];

/** A rule with the way in which masquerading chooses source ports. */
const withPorts = (rule: Rule, { randomFully }: BackendInput): Rule =>
  rule.verdict === 'masquerade' && !randomFully ? { ...rule, fullyRandom: false } : rule;

/** Accepts forwarded packets from and to pods, whatever the policy of the chain is (flannel-facts 6.2). */
const forwardRules = (network: Prefix): Rule[] => [
  { source: is(network), verdict: 'accept' },
  { destination: is(network), verdict: 'accept' },
];

const chain = (name: string, hook: Chain['hook'], rules: readonly Rule[]): Chain => ({
  name,
  hook,
  hooked: true,
  rules,
});

/**
 * Masquerading (with ip-masq) and forwarding, in one nft table of our own per family or in flannel's iptables chains.
 */
export const firewallObjects = (input: BackendInput): HostObject[] =>
  input.families.flatMap((family) => familyRules(input, family));

function familyRules(input: BackendInput, { name, network: { network }, own }: FamilyInput): HostObject[] {
  const family = PROTOCOLS[name];
  const masquerade = input.ipMasq
    ? masqueradeRules(family, network, own.subnet).map((rule) => withPorts(rule, input))
    : [];
  const forward = forwardRules(network);
  if (input.engine === 'nft') {
    const chains = [
      ...(input.ipMasq ? [chain(FLANNEL_NFT_CHAINS.postrouting, 'postrouting', masquerade)] : []),
      chain(FLANNEL_NFT_CHAINS.forward, 'forward', forward),
    ];
    return [{ kind: 'ruleset', engine: 'nft', family, table: NFT_TABLE, chains }];
  }
  return [
    ...(input.ipMasq ? iptablesTable(family, 'nat', masquerade, input) : []),
    ...iptablesTable(family, 'filter', forward, input),
  ];
}

function iptablesTable(
  family: Protocol,
  table: keyof typeof FLANNEL_CHAINS,
  rules: readonly Rule[],
  { iptablesIsNft }: BackendInput,
): HostObject[] {
  const { name, hook } = FLANNEL_CHAINS[table];
  const base: BaseChain = { kind: 'basechain', family, table, busy: false };
  return [
    ...(iptablesIsNft ? [base, { ...base, chain: BUILT_IN[hook] }] : []),
    { kind: 'ruleset', engine: 'iptables', family, table, chains: [chain(name, hook, rules)] },
  ];
}
