import type { NodeCheck } from '../check.ts';
import { flushed } from './engines/flushed.ts';
import { iptablesVariants } from './engines/iptables-variants.ts';
import { rulesTwice } from './engines/rules-twice.ts';
import { firewall } from './firewall.ts';
import { earlyDrop } from './passing/early-drop.ts';
import { lateDrop } from './passing/late-drop.ts';
import { output } from './passing/output.ts';
import { podsToNode } from './passing/pods-to-node.ts';
import { ruleEngine } from './rule-engine.ts';
import { clusterCidr } from './services/cluster-cidr.ts';
import { serviceAddresses } from './services/service-addresses.ts';
import { outward } from './translation/outward.ts';
import { podMasquerade } from './translation/pod-masquerade.ts';
import { redirects } from './translation/redirects.ts';
import { untracked } from './translation/untracked.ts';

export const firewallChecks: readonly NodeCheck[] = [
  ruleEngine,
  flushed,
  firewall,
  earlyDrop,
  redirects,
  lateDrop,
  output,
  podsToNode,
  outward,
  podMasquerade,
  untracked,
  rulesTwice,
  iptablesVariants,
  serviceAddresses,
  clusterCidr,
];
