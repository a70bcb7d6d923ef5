import { ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Neighbor } from './objects.ts';
import { PROTOCOL } from './protocol.ts';

const line = ({ dst, lladdr, dev }: Neighbor): string => `${dst} lladdr ${lladdr} dev ${dev}`;

/** One of a host may have none. */
const mark = ({ protocol = PROTOCOL }: Neighbor): string => (protocol === 0 ? '' : ` protocol ${protocol}`);

/** `replace`, since the kernel may hold a learned or failed entry of the same address, which is nobody's. */
const replace = (neighbor: Neighbor) => [
  ip('neighbor', `neigh replace ${line(neighbor)} nud permanent${mark(neighbor)}`),
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
  remove: ({ dst, dev }) => [ip('neighbor', `neigh del ${dst} dev ${dev}`)],
  show: (neighbor) => `neigh ${line(neighbor)} nud permanent`,
};
