import { ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Neighbor } from './objects.ts';
import { PROTOCOL } from './protocol.ts';

const line = ({ dst, lladdr, dev }: Neighbor): string => `${dst} lladdr ${lladdr} dev ${dev}`;

/** `replace`, since the kernel may hold a learned or failed entry of the same address, which is nobody's. */
const replace = (neighbor: Neighbor) => [
  ip('neighbor', `neigh replace ${line(neighbor)} nud permanent protocol ${PROTOCOL}`),
];

export const neighborKind: Kind<Neighbor> = {
  key: ({ dev, dst }) => `${dev} ${dst}`,
  fields: ({ lladdr }) => ({ lladdr }),
  fixed: [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  foreign: () => 'conflict',
  create: replace,
  update: (_, to) => replace(to),
  remove: ({ dst, dev }) => [ip('neighbor', `neigh del ${dst} dev ${dev}`)],
  show: (neighbor) => `neigh ${line(neighbor)} nud permanent`,
};
