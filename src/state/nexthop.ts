import { type Words, words } from '../words/index.ts';
import { ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Nexthop } from './objects.ts';
import { PROTOCOL } from './protocol.ts';

const spec = ({ id, via, dev, onlink }: Nexthop): Words =>
  words`id ${id} via ${via} dev ${dev} ${onlink ? words`onlink` : []}`;

/** Routes by nexthop object are linear in the number of peers; plain ones by one device are quadratic (kernel-facts, first table). */
export const nexthopKind: Kind<Nexthop> = {
  key: ({ id }) => `${id}`,
  fields: ({ via, dev, onlink }) => ({ via, dev, onlink: `${onlink}` }),
  fixed: [],
  isOurs: ({ protocol }) => protocol === PROTOCOL,
  foreign: () => 'conflict',
  create: (nexthop) => [ip('nexthop', words`nexthop add ${spec(nexthop)} protocol ${nexthop.protocol}`)],
  update: (_, to) => [ip('nexthop', words`nexthop replace ${spec(to)} protocol ${to.protocol}`)],
  remove: ({ id }) => [ip('nexthop', words`nexthop del id ${id}`)],
  show: (nexthop) => words`nexthop ${spec(nexthop)}`.join(' '),
};
