import { expect, it } from 'vitest';
import type { CheckedNode } from '../../../src/checks/check.ts';
import { ruleEngine } from '../../../src/checks/firewall/rule-engine.ts';
import { DUAL, IPV6 } from '../../support/example-node.ts';
import { found, NODE } from './support.ts';

const DUAL_NODE: CheckedNode = {
  ...NODE,
  netConf: { ...NODE.netConf, ipv6: IPV6.network },
  network: DUAL,
};

const withIptables = (node: CheckedNode): CheckedNode => ({
  ...node,
  network: { ...node.network, engine: 'iptables' },
});

const LOADED = { bridgeNetfilter: true, bridgeNetfilter6: true };
const ALL = ['nft', 'iptables', 'ip6tables'];

const told = async (node: CheckedNode, installed: readonly string[], features: object = LOADED) =>
  (await found(ruleEngine, node, { 'tools that are installed': installed, 'kernel features': features })).map(
    ({ severity, message, hint }) => `${severity}: ${message} → ${hint}`,
  );

it.each([
  ['nft', NODE, ['nft']],
  ['iptables', withIptables(NODE), ['iptables']],
  ['iptables and ip6tables', withIptables(DUAL_NODE), ['iptables', 'ip6tables']],
])('finds nothing where %s is all that is needed and installed', async (_, node, installed) => {
  expect(await told(node, installed)).toEqual([]);
});

it.each([
  ['nft', NODE, 'nft', 'nftables'],
  ['iptables', withIptables(NODE), 'iptables', 'iptables'],
  ['iptables', withIptables(DUAL_NODE), 'ip6tables', 'iptables'],
])('tells which package rules of %s need', async (engine, node, program, debian) => {
  const others = ALL.filter((one) => one !== program);
  expect(await told(node, others)).toEqual([
    `error: the rules are to be ${engine}'s, and ${program} is not installed, or not on the PATH → apt-get install ${debian}; or choose by EnableNFTables in the net-conf.`,
  ]);
});

const MISSING = { bridgeNetfilter: false, bridgeNetfilter6: false };
const HALF = { bridgeNetfilter: true, bridgeNetfilter6: false };

it.each<[string, CheckedNode, object, RegExp]>([
  ['is missing', NODE, MISSING, /^warning: br_netfilter is not loaded.* → modprobe br_netfilter; echo /],
  ['is missing beside rules of iptables', withIptables(NODE), MISSING, /^error: br_netfilter is not loaded/],
  [
    'has nothing of IPv6',
    DUAL_NODE,
    HALF,
    /^warning: br_netfilter has no bridge-nf-call-ip6tables: .* IPv6 Service .* modprobe -r br_netfilter; modprobe ipv6; modprobe br_netfilter$/,
  ],
])('tells that br_netfilter %s', async (_, node, features, line) => {
  expect(await told(node, ALL, features)).toEqual([expect.stringMatching(line)]);
});

it('does not miss the IPv6 part of br_netfilter where the network has no IPv6', async () => {
  expect(await told(NODE, ALL, HALF)).toEqual([]);
});
