import { listLinks, type Uplink } from '../../host/index.ts';
import { FAMILY_NAMES, type LinkName } from '../../net/index.ts';
import type { SavedNode } from './saved-node.ts';

/** Of a link that is gone nobody knows the MTU any more: Ethernet's. */
const ETHERNET_MTU = 1500;

/** The uplink as the node was set up with it, whatever is left of it: for those that only look at the rest. */
export async function rememberedUplink({ name, plan, options }: SavedNode): Promise<Uplink | undefined> {
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
