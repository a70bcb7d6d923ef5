import { addressPart, familyOf } from '../../net/index.ts';
import type { CheckedNode, Finding } from '../check.ts';
import { byNextPod } from './by-next-pod.ts';
import { findByCause, IPV6_DISABLED, OVERLAY_ADDRESS } from './causes.ts';
import { type Difference, differencesIn } from './differences.ts';
import { driftCheck, driftFinding } from './drift-finding.ts';

const addressesOf = (node: CheckedNode, isBridge: boolean): Difference<'address'>[] =>
  differencesIn(node, 'address').filter(({ to }) => (to.dev === node.network.bridge) === isBridge);

/** The kernel deletes the IPv6 addresses of a link where IPv6 is turned off, and refuses new ones. */
const isIpv6 = ({ to }: Difference<'address'>): boolean => familyOf(addressPart(to.address)) === 6;

const find = (node: CheckedNode, isBridge: boolean, impact: string): Finding[] =>
  findByCause(node, addressesOf(node, isBridge), (some) => ({
    ...driftFinding(some, {
      message: `${some.map(({ to }) => `${to.dev} has no address ${to.address}`).join(', ')}`,
      impact,
      isOutage: true,
    }),
    ...(some.every(isIpv6) ? { follows: [IPV6_DISABLED] } : {}),
  }));

export const overlayAddressDrift = driftCheck({
  name: OVERLAY_ADDRESS,
  symptom: 'The node itself reaches no pod of another node, and routes by flannel.1 are refused',
  find: (node) =>
    find(
      node,
      false,
      'This node itself reaches no pod of another node; without an address the kernel deletes the routes of pods, too.',
    ),
});

export const bridgeAddressDrift = driftCheck({
  name: 'BridgeAddress',
  symptom: 'Pods have no gateway: “no route to host” to everything outside of their node',
  byHand: byNextPod,
  find: (node) => find(node, true, 'Pods of this node have no gateway: they reach only each other.'),
});
