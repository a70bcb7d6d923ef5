import type { FilterRules } from '../../host/index.ts';
import { chainsAt } from './chains.ts';
import type { FilterChain, PacketHook } from './packet.ts';

/** The chains of kube-router, and so of k3s: one a pod, with what network policies say of it. */
const POLICY_CHAIN = /^KUBE-POD-FW-/;

const withoutPolicies = (chain: FilterChain): FilterChain => {
  const { chains } = chain;
  return {
    ...chain,
    chains: {
      has: (name) => chains.has(name),
      get: (name) => (POLICY_CHAIN.test(name) ? [] : chains.get(name)),
    },
  };
};

/** The chains at a hook, without network policies: what these refuse single pods is meant. */
export const nodeChainsAt = (rules: FilterRules, at: PacketHook): FilterChain[] =>
  chainsAt(rules, at).map(withoutPolicies);
