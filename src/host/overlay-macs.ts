import { type Address, type LinkName, type Mac, parseMac } from '../net/index.ts';
import { askLinks } from './observe/ask-links.ts';
import { readList } from './observe/json.ts';
import { isOurLink } from './observe/links.ts';
import { readNeighbors } from './observe/neighbors.ts';

/** The MACs that a vxlan link of somebody else's goes by. */
export interface OverlayMacs {
  readonly own: Mac;
  /** Those of the peers' VTEPs, by their overlay address. */
  readonly peers: ReadonlyMap<Address, Mac>;
}

/** The MACs on a vxlan link of this name that is not ours; undefined if there is none. */
export async function foreignOverlayMacs(name: LinkName): Promise<OverlayMacs | undefined> {
  const link = (await askLinks()).find(({ ifname }) => ifname === name);
  const own = parseMac(link?.address ?? '');
  if (own === undefined || link?.linkinfo?.info_kind !== 'vxlan') return undefined;
  if (isOurLink(link)) return undefined;
  const command = ['ip', '-N', '-j', 'neigh', 'show', 'dev', name];
  const neighbors = await readList(command, (list) => readNeighbors(list, name));
  return { own, peers: new Map(neighbors.map(({ dst, lladdr }) => [dst, lladdr])) };
}
