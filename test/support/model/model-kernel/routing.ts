import {
  addressPart,
  familyOf,
  lengthOf,
  type Prefix,
  prefixContainsAddress,
  prefixOf,
} from '../../../../src/net/index.ts';
import type { FdbEntry, Neighbor, Nexthop, Route } from '../../../../src/state/index.ts';
import { dropWhere, existing, type ModelKernel, refuse } from './kernel.ts';
import { connectedRoutes, linkOf } from './links.ts';

const ZERO_MAC = '00:00:00:00:00:00';

export function replaceNeighbor(kernel: ModelKernel, neighbor: Neighbor): void {
  linkOf(kernel, neighbor.dev);
  const key = `${neighbor.dev} ${neighbor.dst}`;
  const protocol = neighbor.protocol || kernel.neighbors.get(key)?.protocol || 0;
  kernel.neighbors.set(key, { ...neighbor, protocol });
}

export function deleteNeighbor(kernel: ModelKernel, dev: string, dst: string): void {
  linkOf(kernel, dev);
  if (!kernel.neighbors.delete(`${dev} ${dst}`)) refuse('No such file or directory');
}

/** What a link has under one MAC: one destination, or under the all-zero one a list of them. */
const fdbKey = ({ dev, mac, dst }: FdbEntry): string =>
  mac === ZERO_MAC ? `${dev} ${mac} ${dst}` : `${dev} ${mac}`;

/** A bridge takes the entry too, but forgets where it leads. */
export function replaceFdb(kernel: ModelKernel, entry: FdbEntry): void {
  const { spec } = linkOf(kernel, entry.dev);
  if (entry.mac === ZERO_MAC) refuse('Cannot replace non-unicast fdb entries');
  if (spec.type === 'vxlan') setFdb(kernel, entry, spec.local);
}

/** A bridge takes no all-zero MAC. */
export function appendFdb(kernel: ModelKernel, entry: FdbEntry): void {
  const { spec } = linkOf(kernel, entry.dev);
  if (spec.type !== 'vxlan') refuse('Invalid argument');
  else if (!kernel.fdb.has(fdbKey(entry))) setFdb(kernel, entry, spec.local);
}

function setFdb(kernel: ModelKernel, entry: FdbEntry, local: FdbEntry['dst']): void {
  if (familyOf(local) !== familyOf(entry.dst)) refuse('Address family not supported by protocol');
  kernel.fdb.set(fdbKey(entry), entry);
}

/** With another destination than one it has, the kernel says yes and does nothing (kernel-facts 3.3). */
export function deleteFdb(kernel: ModelKernel, entry: FdbEntry): void {
  linkOf(kernel, entry.dev);
  const all = [...kernel.fdb.values()].filter(({ dev, mac }) => dev === entry.dev && mac === entry.mac);
  if (all.length === 0) refuse('No such file or directory');
  if (all.some(({ dst }) => dst === entry.dst)) kernel.fdb.delete(fdbKey(entry));
}

/** Whether a gateway is behind a link itself. */
const isOnLink = (kernel: ModelKernel, dev: string, via: Nexthop['via']): boolean =>
  kernel.addresses.some(
    ({ dev: on, address }) =>
      on === dev && prefixContainsAddress(prefixOf(addressPart(address), lengthOf(address)), via),
  );

/** IPv6 takes no gateway as one on its link that another route leads to by another. */
function refuseElsewhere(kernel: ModelKernel, dev: string, via: Nexthop['via']): void {
  if (familyOf(via) === 4) return;
  const [best] = [...kernel.routes.values()]
    .filter(({ dst }) => lengthOf(dst) > 0 && prefixContainsAddress(dst, via))
    .sort((a, b) => lengthOf(b.dst) - lengthOf(a.dst));
  const by = best?.nhid === undefined ? best?.dev : kernel.nexthops.get(best.nhid)?.dev;
  if (best !== undefined && by !== dev) refuse('Nexthop has invalid gateway or device mismatch');
}

/** A gateway is looked at only when the nexthop is made: it may not be this node itself. */
export function putNexthop(kernel: ModelKernel, verb: 'add' | 'replace', nexthop: Nexthop): void {
  if (!linkOf(kernel, nexthop.dev).up) refuse('Nexthop device is not up');
  if (kernel.addresses.some(({ address }) => addressPart(address) === nexthop.via))
    refuse('Nexthop has invalid gateway');
  if (!nexthop.onlink && !isOnLink(kernel, nexthop.dev, nexthop.via)) refuse('Nexthop has invalid gateway');
  if (nexthop.onlink) refuseElsewhere(kernel, nexthop.dev, nexthop.via);
  if (verb === 'add' && kernel.nexthops.has(nexthop.id)) refuse('File exists');
  kernel.nexthops.set(nexthop.id, nexthop);
}

export function deleteNexthop(kernel: ModelKernel, id: number): void {
  if (!kernel.nexthops.delete(id)) refuse('No such file or directory');
  dropWhere(kernel.routes, ({ nhid }) => nhid === id);
}

const isConnected = (kernel: ModelKernel, dst: Prefix): boolean =>
  connectedRoutes(kernel).some((route) => route.dst === dst);

function refuseTarget(kernel: ModelKernel, { nhid, via, dev, onlink }: Route): void {
  if (nhid !== undefined) {
    existing(kernel.nexthops, nhid, 'Nexthop id does not exist');
    return;
  }
  if (dev === undefined) throw new Error('the model knows no route without a device or a nexthop id');
  if (!linkOf(kernel, dev).up) refuse('Network is down');
  if (via !== undefined && onlink) refuseElsewhere(kernel, dev, via);
  if (via !== undefined && !onlink && !isOnLink(kernel, dev, via)) refuse('Nexthop has invalid gateway');
}

/** `replace` would put a kernel's or another daemon's route away, which nobody here may do. */
export function putRoute(kernel: ModelKernel, verb: 'add' | 'replace', route: Route): void {
  refuseTarget(kernel, route);
  const taken = kernel.routes.has(route.dst) || isConnected(kernel, route.dst);
  if (verb === 'add' && taken) refuse('File exists');
  if (isConnected(kernel, route.dst)) throw new Error(`${route.dst}: the kernel's own route is overwritten`);
  kernel.routes.set(route.dst, route);
}

export function deleteRoute(kernel: ModelKernel, dst: Prefix, protocol: number): void {
  if (kernel.routes.get(dst)?.protocol !== protocol) refuse('No such process');
  kernel.routes.delete(dst);
}
