import type { OperatorPath } from '../../host/index.ts';
import {
  type Address,
  addressPart,
  type LinkName,
  lengthOf,
  needsZone,
  type Prefix,
  prefixContainsAddress,
  prefixOf,
} from '../../net/index.ts';
import { type Change, type HostObject, type KindName, objectsOf } from '../../state/index.ts';

/** A kind of object, and whether packets on a path depend on it. */
type Concerns = {
  readonly [K in KindName]: (object: Extract<HostObject, { kind: K }>, path: OperatorPath) => boolean;
};

/** A link-local address of IPv6 is one on its own link alone: each link leads to fe80::/64. */
const isReachedBy = (
  prefix: Prefix,
  dev: LinkName | undefined,
  address: Address,
  path: OperatorPath,
): boolean => prefixContainsAddress(prefix, address) && (!needsZone(address) || dev === path.dev);

const isNextHop = (address: Address, { address: end, gateway = end }: OperatorPath): boolean =>
  address === gateway;

/**
 * What a path leads over. A vxlan link concerns the path only that leaves by it, not the one of its outer packets.
 * Rules, settings and files are not looked at: whether those cut something off is found out by asking.
 */
const CONCERNS: Concerns = {
  link: ({ name }, { dev }) => name === dev,
  address: ({ dev, address }, path) =>
    dev === path.dev ||
    addressPart(address) === path.local ||
    isReachedBy(prefixOf(addressPart(address), lengthOf(address)), dev, path.address, path),
  route: ({ dst, dev }, path) =>
    isReachedBy(dst, dev, path.address, path) || isReachedBy(dst, dev, path.gateway ?? path.address, path),
  nexthop: ({ via, dev }, path) => dev === path.dev && isNextHop(via, path),
  neighbor: ({ dst, dev }, path) => dev === path.dev && isNextHop(dst, path),
  fdb: ({ mac, dev }, path) => dev === path.dev && mac === path.mac,
  sysctl: () => false,
  basechain: () => false,
  ruleset: () => false,
  file: () => false,
};

function isConcerned(object: HostObject, path: OperatorPath): boolean {
  // The cast is sound because the table is keyed by the same `kind`.
  const concerns = CONCERNS[object.kind] as (object: HostObject, path: OperatorPath) => boolean;
  return concerns(object, path);
}

/** Nobody comes by a link that is created; where it gets addresses and routes, these are looked at. */
function isTouching(change: Change, path: OperatorPath): boolean {
  return objectsOf(change).some((object) => isConcerned(object, path));
}

const WHAT_HAPPENS: Readonly<Record<Change['action'], string>> = {
  create: 'is created',
  update: 'is changed',
  replace: 'is replaced',
  adopt: 'is taken over',
  delete: 'is deleted',
  conflict: 'is left alone',
};

const happening = (change: Change): string =>
  'lostWith' in change && change.lostWith !== undefined
    ? `${change.key} goes with ${change.lostWith}`
    : `${change.key} ${WHAT_HAPPENS[change.action]}`;

const pathText = ({ kind, address }: OperatorPath): string =>
  kind === 'ssh'
    ? `your SSH connection from ${address} comes by it`
    : `the default gateway ${address} is reached by it`;

/** Which changes touch paths that must not be cut: one sentence for each path, with the first of its changes. */
export function touchedPaths(changes: readonly Change[], paths: readonly OperatorPath[]): string[] {
  return paths.flatMap((path) => {
    const [first, ...others] = changes.filter((change) => isTouching(change, path));
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return `${happening(first)}${more}, and ${pathText(path)}`;
  });
}
