import type { LinkName } from '../../net/index.ts';
import { type Neighbor, PROTOCOL } from '../../state/index.ts';
import { type Expected, expectedOfKind, NOTHING_EXPECTED, type Printed } from './json/expected.ts';
import { type Item, required, text, wordList } from './json/fields.ts';
import { readListExpecting } from './json/json.ts';
import { each, inOrder, protocolOf } from './json/lists.ts';
import { toAddress, toLinkName, toMac } from './json/names.ts';

function readNeighbor(item: Item, link: LinkName | undefined): Neighbor | undefined {
  if (!wordList(item, 'state').includes('PERMANENT')) return undefined;
  const dst = toAddress(required(text, item, 'dst'));
  const dev = link ?? toLinkName(required(text, item, 'dev'));
  // On tunnels it is an address of another kind.
  const lladdr = toMac(text(item, 'lladdr'));
  if (dst === undefined || dev === undefined || lladdr === undefined) return undefined;
  return { kind: 'neighbor', dst, dev, lladdr, protocol: protocolOf(item, 0) };
}

/**
 * Permanent neighbours, out of `ip -N -j neigh`; the others are the kernel's own.
 * @param link that `ip` was asked for, which it then does not print
 */
export const readNeighbors = (list: readonly Item[], link?: LinkName): Neighbor[] =>
  inOrder(each(list, (item) => readNeighbor(item, link)));

export const NEIGHBORS: Printed<Neighbor> = {
  opening: '{"dst":',
  body: ({ dst, dev, lladdr, protocol = PROTOCOL }) =>
    `"${dst}","dev":"${dev}","lladdr":"${lladdr}","state":["PERMANENT"],"protocol":"${protocol}"`,
  read: (list) => readNeighbors(list),
};

export const listNeighbors = async (expected: Expected = NOTHING_EXPECTED): Promise<readonly Neighbor[]> =>
  readListExpecting(['ip', '-N', '-j', 'neigh'], NEIGHBORS, expectedOfKind('neighbor', expected));
