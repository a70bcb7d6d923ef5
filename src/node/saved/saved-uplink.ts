import { listLinks, type Uplink } from '../../host/index.ts';
import { FAMILY_NAMES, type LinkName } from '../../net/index.ts';
import type { SavedNode } from './saved-node.ts';

/** The MTU of Ethernet, for a link that does not exist any more. */
const ETHERNET_MTU = 1500;

/** The saved uplink, whatever is left of it: for commands that only look at the rest. */
export async function savedUplink({ name, plan, options }: SavedNode): Promise<Uplink | undefined> {
  if (options.uplink === undefined) return undefined;
  const own = plan.nodes.find((node) => node.name === name);
  const link = (await listLinks()).find(({ ifname }) => ifname === options.uplink);
  const addresses = FAMILY_NAMES.flatMap((family) => {
    const publicIP = own?.[family]?.publicIP;
    return publicIP === undefined ? [] : [[family, publicIP] as const];
  });
  return {
    name: options.uplink as LinkName,
    addresses: Object.fromEntries(addresses),
    mtu: link?.mtu ?? ETHERNET_MTU,
    up: false,
    kind: link?.linkinfo?.info_kind ?? 'device',
    by: 'remembered',
    reason: 'this node was set up with it',
    candidates: [],
  };
}
