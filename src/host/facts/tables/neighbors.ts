import type { Address, LinkName, Mac } from '../../../net/index.ts';
import { given, type Item, required, text, wordList } from '../../observe/json/fields.ts';
import { readList } from '../../observe/json/json.ts';
import { each } from '../../observe/json/lists.ts';
import { toAddress, toLinkName, toMac } from '../../observe/json/names.ts';
import type { Fact } from '../fact.ts';

/** What the kernel knows of the MAC of an address on a link, whoever said so. */
export interface NeighborEntry {
  readonly dst: Address;
  readonly dev: LinkName;
  /** Absent while it is not resolved. */
  readonly lladdr?: Mac;
  /** `PERMANENT`, `REACHABLE`, `STALE`, `FAILED`, `INCOMPLETE` … */
  readonly state: readonly string[];
}

function entryOf(item: Item): NeighborEntry | undefined {
  const dst = toAddress(required(text, item, 'dst'));
  const dev = toLinkName(text(item, 'dev'));
  if (dst === undefined || dev === undefined) return undefined;
  return {
    dst,
    dev,
    ...given<Pick<NeighborEntry, 'lladdr'>>({ lladdr: toMac(text(item, 'lladdr')) }),
    state: wordList(item, 'state'),
  };
}

/** The entries that `ip -N -j neigh` lists. */
export const neighborEntriesOf = (list: readonly Item[]): NeighborEntry[] => each(list, entryOf);

/** Reads the neighbors of a network namespace. @param enter the command that enters another than this one */
export const readNeighborEntries = async (enter: readonly string[] = []): Promise<NeighborEntry[]> =>
  readList([...enter, 'ip', '-N', '-j', 'neigh'], neighborEntriesOf);

/** The neighbors of all links, resolved by the kernel or set by somebody. */
export const neighborEntries: Fact<readonly NeighborEntry[]> = {
  name: 'neighbors of all links',
  read: readNeighborEntries,
};
