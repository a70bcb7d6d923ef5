import { BRIDGE } from '../../flannel/index.ts';
import { type LinkJson, listLinks } from '../../host/index.ts';
import {
  type LinkName,
  type Prefix,
  parseAddress,
  parseLinkName,
  prefixContainsAddress,
} from '../../net/index.ts';

/**
 * The pod bridge in a takeover: the one with an address of the node's subnets. Undefined if it is the usual one, or
 * there is none.
 */
export const hostBridge = async (subnets: readonly Prefix[]): Promise<LinkName | undefined> =>
  bridgeWithin(await listLinks(), subnets);

/** The bridge with an address of a subnet. If CNI's default bridge has one as well, pods are attached to that. */
function bridgeWithin(links: readonly LinkJson[], subnets: readonly Prefix[]): LinkName | undefined {
  const names = links
    .filter((link) => link.linkinfo?.info_kind === 'bridge' && hasAddressIn(link, subnets))
    .flatMap(({ ifname }) => parseLinkName(ifname ?? '') ?? []);
  return names.includes(BRIDGE) ? undefined : names[0];
}

const hasAddressIn = ({ addr_info = [] }: LinkJson, subnets: readonly Prefix[]): boolean =>
  addr_info.some(({ local }) => {
    const address = parseAddress(local ?? '');
    return address !== undefined && subnets.some((subnet) => prefixContainsAddress(subnet, address));
  });
