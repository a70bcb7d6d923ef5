import { ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Nexthop } from './objects.ts';
import { PROTOCOL } from './protocol.ts';

const line = ({ id, via, dev, onlink }: Nexthop): string =>
  `id ${id} via ${via} dev ${dev}${onlink ? ' onlink' : ''}`;

/** Routes by nexthop object are linear in the number of peers; plain ones by one device are quadratic (kernel-facts, first table). */
export const nexthopKind: Kind<Nexthop> = {
  key: ({ id }) => `${id}`,
  fields: ({ via, dev, onlink }) => ({ via, dev, onlink: `${onlink}` }),
  fixed: [],
  isOurs: ({ protocol }) => protocol === PROTOCOL,
  foreign: () => 'conflict',
  create: (nexthop) => [ip('nexthop', `nexthop add ${line(nexthop)} protocol ${nexthop.protocol}`)],
  update: (_, to) => [ip('nexthop', `nexthop replace ${line(to)} protocol ${to.protocol}`)],
  remove: ({ id }) => [ip('nexthop', `nexthop del id ${id}`)],
  show: (nexthop) => `nexthop ${line(nexthop)}`,
};
