import { type Address, type LinkName, type Mac, parseMac } from '../../net/index.ts';
import { readList } from '../observe/json/json.ts';
import { askLinks } from '../observe/links/ask-links.ts';
import { isOurLink } from '../observe/links/links.ts';
import { readNeighbors } from '../observe/neighbors.ts';
import type { Fact } from './fact.ts';

/** The MACs on a foreign vxlan link. */
export interface OverlayMacs {
  readonly own: Mac;
  /** The MACs of the peers' VTEPs, by their overlay address. */
  readonly peers: Readonly<Record<Address, Mac>>;
}

async function read(name: LinkName): Promise<OverlayMacs | null> {
  const link = (await askLinks()).find(({ ifname }) => ifname === name);
  const own = parseMac(link?.address ?? '');
  if (own === undefined || link?.linkinfo?.info_kind !== 'vxlan') return null;
  if (isOurLink(link)) return null;
  const command = ['ip', '-N', '-j', 'neigh', 'show', 'dev', name];
  const neighbors = await readList(command, (list) => readNeighbors(list, name));
  return { own, peers: Object.fromEntries(neighbors.map(({ dst, lladdr }) => [dst, lladdr])) };
}

/** The MACs on a foreign vxlan link with this name; null if there is none. */
export const foreignOverlayMacs = (name: LinkName): Fact<OverlayMacs | null> => ({
  name: `MACs of ${name}`,
  read: async () => read(name),
});
