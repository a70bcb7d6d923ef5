import { addressPart, type Family, familyOf, type LinkName, prefixFamily } from '../../net/index.ts';
import { type HostObject, keyOf } from '../../state/index.ts';
import type { CheckedNode, Finding } from '../check.ts';
import { type Difference, differencesIn, fieldChangeOf, isMissing } from './differences.ts';

/** The names of the checks that others follow from. */
export const OVERLAY_LINK = 'OverlayLink';
export const BRIDGE_LINK = 'BridgeLink';
export const OVERLAY_ADDRESS = 'OverlayAddress';
export const PEER_NEXTHOPS = 'PeerNexthops';
export const FOREIGN_OBJECTS = 'ForeignObjects';
export const IPV6_DISABLED = 'Ipv6Disabled';

/** Whether the kernel deletes what is on the link: it is gone, down, or has another MAC (kernel-facts 3.1). */
const losesObjects = (difference: Difference<'link'>): boolean =>
  isMissing(difference) ||
  difference.action === 'replace' ||
  fieldChangeOf(difference, 'state') !== undefined ||
  fieldChangeOf(difference, 'mac') !== undefined;

const familyOfObject = (object: HostObject): Family | undefined => {
  if (object.kind === 'route') return prefixFamily(object.dst);
  if (object.kind === 'neighbor') return familyOf(object.dst);
  return object.kind === 'nexthop' ? familyOf(object.via) : undefined;
};

/** Gives the name of the check that tells why an object is missing; undefined if none does. */
type CauseOf = (object: HostObject) => string | undefined;

/** The link that an object is on, or leaves by. A route by a nexthop object leaves by that. */
const devOf = (object: HostObject): LinkName | undefined => ('dev' in object ? object.dev : undefined);

/** Why objects of a node are missing, as its other differences tell. */
function causesIn(node: CheckedNode): CauseOf {
  const inTheWay = new Set(
    node.diff.changes.flatMap((change) =>
      change.action === 'conflict' && change.to.kind === 'link' ? [change.to.name] : [],
    ),
  );
  const links = new Set([
    ...differencesIn(node, 'link')
      .filter(losesObjects)
      .map(({ to }) => to.name),
  ]);
  const addresses = new Set(
    differencesIn(node, 'address').map(({ to }) => `${to.dev} ${familyOf(addressPart(to.address))}`),
  );
  const nexthops = new Set(differencesIn(node, 'nexthop').map(({ to }) => keyOf(to)));
  return (object) => {
    const dev = devOf(object);
    if (object.kind === 'route' && nexthops.has(`nexthop ${object.nhid}`)) return PEER_NEXTHOPS;
    if (dev !== undefined && inTheWay.has(dev)) return FOREIGN_OBJECTS;
    if (dev !== undefined && links.has(dev)) return dev === node.network.bridge ? BRIDGE_LINK : OVERLAY_LINK;
    if (dev !== undefined && addresses.has(`${dev} ${familyOfObject(object)}`)) return OVERLAY_ADDRESS;
    return undefined;
  };
}

/** One finding for each cause, and one for the differences without one. */
export function findByCause<D extends Difference>(
  node: CheckedNode,
  differences: readonly D[],
  find: (some: readonly D[]) => Finding,
): Finding[] {
  const causeOf = causesIn(node);
  const byCause = new Map<string | undefined, D[]>();
  for (const difference of differences) {
    const cause = causeOf(difference.to);
    const some = byCause.get(cause);
    if (some === undefined) byCause.set(cause, [difference]);
    else some.push(difference);
  }
  return [...byCause].map(([cause, some]) => ({
    ...find(some),
    ...(cause === undefined ? {} : { follows: [cause] }),
  }));
}
