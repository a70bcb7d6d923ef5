import { publicIPsOfNode } from '../../flannel/index.ts';
import type { UplinkChoice } from '../../host/index.ts';
import type { FamilyRequest, NodeRequest } from '../../leases/index.ts';
import {
  type Address,
  FAMILY_NAMES,
  FAMILY_OF,
  type FamilyName,
  type LinkName,
  parseAddress,
} from '../../net/index.ts';
import type { NodeOptions } from '../saved/saved-node.ts';
import { givenPublicIPs } from './options.ts';
import type { SetUpInput } from './set-up-input.ts';

/** The addresses that peers reach a node at. */
export type PublicIPs = { readonly [F in FamilyName]?: Address };

/** The public IPs that a list or earlier flags fix; others follow the uplink's addresses. */
export function fixedPublicIPs(
  given: SetUpInput,
  options: NodeOptions,
  own: NodeRequest | undefined,
  isListed: boolean,
): PublicIPs {
  const told = givenPublicIPs(options);
  if (!isListed) return told;
  const planned = Object.fromEntries(FAMILY_NAMES.map((family) => [family, own?.[family]?.publicIP]));
  const now = givenPublicIPs(given);
  return { ...planned, ...now };
}

/**
 * The choice of the uplink by the options, and the public IPs it may have.
 * @param own the saved node
 * @param former the uplink that the node was set up with, where that is chosen again
 */
export function uplinkChoice(
  families: readonly FamilyName[],
  fixed: PublicIPs,
  { iface, ifaceRegex, ifaceCanReach, uplink }: NodeOptions,
  own: NodeRequest | undefined,
  former: string | undefined,
): UplinkChoice {
  const canReach = parseAddress(ifaceCanReach ?? '');
  return {
    iface: [iface ?? []].flat(),
    ifaceRegex: ifaceRegex ?? [],
    ...(canReach === undefined ? {} : { canReach }),
    ...recordedIPs(fixed),
    families: families.map((family) => FAMILY_OF[family]),
    ...(uplink === undefined ? {} : { remembered: uplink as LinkName }),
    ...(former === undefined ? {} : { former: former as LinkName }),
    rememberedAddresses: publicIPsOfNode(own ?? {}),
  };
}

/** The public IPs under the names of options. */
export const recordedIPs = ({ ipv4, ipv6 }: PublicIPs): { publicIP?: Address; publicIPv6?: Address } => ({
  ...(ipv4 === undefined ? {} : { publicIP: ipv4 }),
  ...(ipv6 === undefined ? {} : { publicIPv6: ipv6 }),
});

/** The node's own request, with its current addresses. */
export const withAddresses = (
  node: NodeRequest,
  families: readonly FamilyName[],
  addresses: PublicIPs,
): NodeRequest => ({
  name: node.name,
  ...Object.fromEntries(
    families.flatMap((family): [FamilyName, FamilyRequest][] => {
      const publicIP = addresses[family];
      return publicIP === undefined ? [] : [[family, { ...node[family], publicIP }]];
    }),
  ),
});
