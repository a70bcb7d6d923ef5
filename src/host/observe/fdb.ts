import type { FdbEntry } from '../../state/index.ts';
import { type Expected, expectedOfKind, NOTHING_EXPECTED, type Printed } from './json/expected.ts';
import { type Item, required, text } from './json/fields.ts';
import { readListExpecting } from './json/json.ts';
import { each, inOrder } from './json/lists.ts';
import { toAddress, toLinkName, toMac } from './json/names.ts';

/** What an entry has of its own beside the link's port and VNI, by the words `bridge` has for it. */
const DETOURS = { port: 'port', vni: 'vni', viaIf: 'via' } as const;

function detourOf(item: Item): string | undefined {
  const parts: string[] = [];
  for (const name of ['port', 'vni', 'viaIf'] as const) {
    const value = text(item, name);
    if (value !== undefined) parts.push(`${DETOURS[name]} ${value}`);
  }
  return parts.length === 0 ? undefined : parts.join(' ');
}

function readEntry(item: Item): FdbEntry | undefined {
  const mac = toMac(required(text, item, 'mac'));
  const dev = toLinkName(required(text, item, 'ifname'));
  const dst = toAddress(text(item, 'dst'));
  if (mac === undefined || dev === undefined || dst === undefined) return undefined;
  if (text(item, 'state') !== 'permanent') return undefined;
  const detour = detourOf(item);
  return { kind: 'fdb', mac, dev, dst, ...(detour === undefined ? {} : { detour }) };
}

/** Permanent entries that lead to a VTEP, out of `bridge -j fdb`; a bridge's own entries have no `dst`. */
export const readFdb = (list: readonly Item[]): FdbEntry[] => inOrder(each(list, readEntry));

/** Whether all of an entry is in its text below. */
const isPlain = ({ detour }: FdbEntry): boolean => detour === undefined;

export const FDB_ENTRIES: Printed<FdbEntry> = {
  opening: '{"mac":',
  body: ({ mac, dev, dst }) =>
    `"${mac}","ifname":"${dev}","dst":"${dst}","flags":["self"],"state":"permanent"`,
  read: readFdb,
};

/**
 * The FDB entries of this network namespace.
 * @param expected objects that may be there: what is printed as they are is not parsed
 */
export const listFdb = async (expected: Expected = NOTHING_EXPECTED): Promise<readonly FdbEntry[]> =>
  readListExpecting(['bridge', '-j', 'fdb'], FDB_ENTRIES, expectedOfKind('fdb', expected).filter(isPlain));
