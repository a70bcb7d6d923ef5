import { addressesChecks } from './addresses/index.ts';
import type { NodeCheck } from './check.ts';
import { cniChecks } from './cni/index.ts';
import { coexistenceChecks } from './coexistence/index.ts';
import { driftChecks } from './drift/index.ts';
import { firewallChecks } from './firewall/index.ts';
import { kernelChecks } from './kernel/index.ts';
import { linksChecks } from './links/index.ts';
import { mtuChecks } from './mtu/index.ts';
import { peersChecks } from './peers/index.ts';
import { routingChecks } from './routing/index.ts';

/** Checks of one part of a node. Its name is what `diagnose` takes for all of them. */
export interface CheckGroup {
  readonly name: string;
  readonly title: string;
  readonly checks: readonly NodeCheck[];
}

/** Every check of a node, by group, in the order in which packets depend on them. */
export const CHECK_GROUPS: readonly CheckGroup[] = [
  { name: 'drift', title: 'Differences from the saved configuration', checks: driftChecks },
  { name: 'kernel', title: 'Kernel, tools and settings', checks: kernelChecks },
  { name: 'links', title: 'Links', checks: linksChecks },
  { name: 'mtu', title: 'MTU', checks: mtuChecks },
  { name: 'addresses', title: 'Addresses', checks: addressesChecks },
  { name: 'peers', title: 'Peers', checks: peersChecks },
  { name: 'routing', title: 'Routes and policy rules', checks: routingChecks },
  { name: 'firewall', title: 'Firewall', checks: firewallChecks },
  { name: 'cni', title: 'CNI and pods', checks: cniChecks },
  { name: 'coexistence', title: 'Other programs', checks: coexistenceChecks },
];
