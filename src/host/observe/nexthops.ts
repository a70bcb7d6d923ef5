import type { Nexthop } from '../../state/index.ts';
import { askNexthops } from './ask-nexthops.ts';
import {
  type Expected,
  expectedOfKind,
  NOTHING_EXPECTED,
  type Printed,
  readExpected,
} from './json/expected.ts';
import { type Item, number, required, text, wordList } from './json/fields.ts';
import { readAnswer } from './json/json.ts';
import { each, protocolOf } from './json/lists.ts';
import { NO_ADDRESS, NO_LINK, toAddress, toLinkName } from './json/names.ts';

/** Nexthop objects, out of `ip -N -j nexthop`. */
export const readNexthops = (list: readonly Item[]): Nexthop[] =>
  each(list, (item) => ({
    kind: 'nexthop',
    id: required(number, item, 'id'),
    via: toAddress(text(item, 'gateway')) ?? NO_ADDRESS,
    dev: toLinkName(text(item, 'dev')) ?? NO_LINK,
    onlink: wordList(item, 'flags').includes('onlink'),
    protocol: protocolOf(item, 0),
  }));

/** Their scope is that of a link: a gateway is on it. */
export const NEXTHOPS: Printed<Nexthop> = {
  opening: '{"id":',
  body: ({ id, via, dev, onlink, protocol }) =>
    `${id},"gateway":"${via}","dev":"${dev}","scope":"253","protocol":"${protocol}","flags":[${onlink ? '"onlink"' : ''}]`,
  read: readNexthops,
};

/** The nexthop objects of the host; none where the kernel or iproute2 knows no such objects. */
export async function listNexthops(expected: Expected = NOTHING_EXPECTED): Promise<readonly Nexthop[]> {
  const printed = await askNexthops('-N', '-j');
  if (printed === undefined) return [];
  return readAnswer(['ip', '-N', '-j', 'nexthop'], printed, (text) =>
    readExpected(text, NEXTHOPS, expectedOfKind('nexthop', expected)),
  );
}
