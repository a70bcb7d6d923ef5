import type { Address, LinkName, Mac } from '../../../net/index.ts';
import { given, type Item, required, text, wordList } from '../../observe/json/fields.ts';
import { readList } from '../../observe/json/json.ts';
import { each } from '../../observe/json/lists.ts';
import { toAddress, toLinkName, toMac } from '../../observe/json/names.ts';
import type { Fact } from '../fact.ts';

/** An entry of the forwarding database of a bridge or a VXLAN link. */
export interface ForwardingEntry {
  readonly mac: Mac;
  /** The VXLAN link, or the bridge's port. */
  readonly dev: LinkName;
  /** The bridge, of an entry of its own. */
  readonly master?: LinkName;
  /** The VTEP that packets for the MAC go to. */
  readonly dst?: Address;
  /** Where it differs from the link's own. */
  readonly port?: string;
  readonly vni?: string;
  readonly via?: string;
  /** `permanent`, `static`, `reachable` … */
  readonly state?: string;
  readonly flags: readonly string[];
}

function entryOf(item: Item): ForwardingEntry | undefined {
  const mac = toMac(required(text, item, 'mac'));
  const dev = toLinkName(text(item, 'ifname'));
  if (mac === undefined || dev === undefined) return undefined;
  return {
    mac,
    dev,
    ...given<Omit<ForwardingEntry, 'mac' | 'dev' | 'flags'>>({
      master: toLinkName(text(item, 'master')),
      dst: toAddress(text(item, 'dst')),
      port: text(item, 'port'),
      vni: text(item, 'vni'),
      via: text(item, 'viaIf'),
      state: text(item, 'state'),
    }),
    flags: wordList(item, 'flags'),
  };
}

/** The entries that `bridge -j fdb` lists. */
export const forwardingEntriesOf = (list: readonly Item[]): ForwardingEntry[] => each(list, entryOf);

/** The forwarding databases of all bridges and VXLAN links. */
export const forwardingEntries: Fact<readonly ForwardingEntry[]> = {
  name: 'FDB entries',
  read: async () => readList(['bridge', '-j', 'fdb'], forwardingEntriesOf),
};
