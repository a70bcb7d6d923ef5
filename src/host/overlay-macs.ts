import type { Address, LinkName, Mac } from '../net/index.ts';
import { listLinks } from './facts.ts';
import { readJson } from './observe/json.ts';
import { isOurLink } from './observe/links.ts';
import { readNeighbors } from './observe/routing.ts';

/** The MACs that a vxlan link of somebody else's goes by. */
export interface OverlayMacs {
  readonly own: Mac;
  /** Those of the peers' VTEPs, by their overlay address. */
  readonly peers: ReadonlyMap<Address, Mac>;
}

/** The MACs on a vxlan link of this name that is not ours; undefined if there is none. */
export async function foreignOverlayMacs(name: LinkName): Promise<OverlayMacs | undefined> {
  const link = (await listLinks()).find(({ ifname }) => ifname === name);
  if (link?.address === undefined || link.linkinfo?.info_kind !== 'vxlan') return undefined;
  if (isOurLink(link)) return undefined;
  const neighbors = readNeighbors(await readJson('ip', '-N', '-j', 'neigh', 'show', 'dev', name));
  return { own: link.address as Mac, peers: new Map(neighbors.map(({ dst, lladdr }) => [dst, lladdr])) };
}
