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

/** An IPv6 link-local address is reached only by its own link: each link has a route to fe80::/64. */
const isReachedBy = (
  prefix: Prefix,
  dev: LinkName | undefined,
  address: Address,
  path: OperatorPath,
): boolean => prefixContainsAddress(prefix, address) && (!needsZone(address) || dev === path.dev);

const isNextHop = (address: Address, { address: end, gateway = end }: OperatorPath): boolean =>
  address === gateway;

/**
 * Whether packets on a path depend on an object. A vxlan link matters only to a path that leaves by it, not to the
 * path of its outer packets. Rules, settings and files are left out: probes find out whether those cut a path.
 */
const CONCERNS: Concerns = {
  link: ({ name }, { dev }) => name === dev,
  address: ({ dev, address }, path) =>
    dev === path.dev ||
    addressPart(address) === path.local ||
    isReachedBy(prefixOf(addressPart(address), lengthOf(address)), dev, path.address, path),
  route: ({ dst, dev }, path) =>
    isReachedBy(dst, dev, path.address, path) || isReachedBy(dst, dev, path.gateway ?? path.address, path),
  blackhole: () => false,
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

/** Nobody is connected by a link that is created; its addresses and routes are looked at by themselves. */
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
  'removedBy' in change && change.removedBy !== undefined
    ? `${change.key} is deleted with ${change.removedBy}`
    : `${change.key} ${WHAT_HAPPENS[change.action]}`;

const pathText = ({ kind, address }: OperatorPath): string =>
  kind === 'ssh'
    ? `your SSH connection from ${address} comes by it`
    : `the default gateway ${address} is reached by it`;

/** The paths that changes touch: one sentence for each path, with the first of its changes. */
export function touchedPaths(changes: readonly Change[], paths: readonly OperatorPath[]): string[] {
  return paths.flatMap((path) => {
    const [first, ...others] = changes.filter((change) => isTouching(change, path));
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return `${happening(first)}${more}, and ${pathText(path)}`;
  });
}
