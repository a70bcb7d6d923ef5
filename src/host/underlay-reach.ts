import type { Address } from '../net/index.ts';
import { answering, canPing } from './answers.ts';
import { type Item, required, text } from './observe/json/fields.ts';
import { readList } from './observe/json/json.ts';
import { toAddress } from './observe/json/names.ts';

/**
 * Whether an address answers ping; `unclear`: it does not, but its MAC address was confirmed just now, so that a
 * firewall may drop ICMP.
 */
export type UnderlayReach = 'yes' | 'no' | 'unclear';

/** Pings addresses at the same time, each once; undefined where ping is not installed. */
export async function underlayReach(
  addresses: readonly Address[],
): Promise<ReadonlyMap<Address, UnderlayReach> | undefined> {
  const probes = addresses.map((address) => ({ kind: 'peer' as const, name: address, address }));
  const answered = new Set((await answering(probes)).map(({ address }) => address));
  if (answered.size === addresses.length) return new Map(addresses.map((address) => [address, 'yes']));
  if (answered.size === 0 && !(await canPing())) return undefined;
  const present = await reachableNeighbors();
  const reachOf = (address: Address): UnderlayReach =>
    answered.has(address) ? 'yes' : present.has(address) ? 'unclear' : 'no';
  return new Map(addresses.map((address) => [address, reachOf(address)]));
}

const neighborOf = (item: Item): Address[] => {
  const address = toAddress(required(text, item, 'dst'));
  return address === undefined ? [] : [address];
};

/** The neighbors whose MAC address is confirmed. One that was known earlier and may be gone is not (kernel: DELAY, PROBE). */
const reachableNeighbors = async (): Promise<ReadonlySet<Address>> =>
  readList(
    ['ip', '-N', '-j', 'neigh', 'show', 'nud', 'reachable'],
    (list) => new Set(list.flatMap(neighborOf)),
  );
