import { type Words, words } from '../words/index.ts';
import { ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Neighbor } from './objects.ts';
import { PROTOCOL } from './protocol.ts';

const spec = ({ dst, lladdr, dev }: Neighbor): Words => words`${dst} lladdr ${lladdr} dev ${dev}`;

/** One of a host may have none. */
const mark = ({ protocol = PROTOCOL }: Neighbor): readonly string[] =>
  protocol === 0 ? [] : words`protocol ${protocol}`;

/** `replace`, since the kernel may hold a learned or failed entry of the same address, which is nobody's. */
const replace = (neighbor: Neighbor) => [
  ip('neighbor', words`neigh replace ${spec(neighbor)} nud permanent ${mark(neighbor)}`),
];

export const neighborKind: Kind<Neighbor> = {
  key: ({ dev, dst }) => `${dev} ${dst}`,
  fields: ({ lladdr }) => ({ lladdr }),
  fixed: [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  // What is on a link that is taken over becomes ours with it.
  foreign: ({ dev }, _observed, same, { links }) => (links.has(dev) ? 'adopt' : same ? 'keep' : 'conflict'),
  create: replace,
  // One that is adopted as it is becomes ours with its link.
  update: (from, to) => (from.lladdr === to.lladdr ? [] : replace(to)),
  remove: ({ dst, dev }) => [ip('neighbor', words`neigh del ${dst} dev ${dev}`)],
  show: (neighbor) => words`neigh ${spec(neighbor)} nud permanent`.join(' '),
};
