import { type Address, familyOf, type LinkName, type NodeName } from '../../net/index.ts';
import { type Words, words } from '../../words/index.ts';
import { ip } from '../base/instruction.ts';
import type { Kind } from '../base/kind.ts';
import { onLink } from '../base/needs.ts';
import { PROTOCOL } from '../base/protocol.ts';
import { isAddress, isLinkName, orNone } from '../base/values.ts';
import { gatewayScaffold } from './gateway.ts';
import { routeKind } from './route.ts';

export interface Nexthop {
  readonly kind: 'nexthop';
  readonly id: number;
  readonly via: Address;
  readonly dev: LinkName;
  readonly onlink: boolean;
  readonly protocol: number;
  readonly peer?: NodeName;
}

const spec = ({ id, via, dev, onlink }: Nexthop): Words =>
  words`id ${id} via ${via} dev ${dev} ${onlink ? words`onlink` : []}`;

const show = (nexthop: Nexthop): string => words`nexthop ${spec(nexthop)}`.join(' ');

/** Routes by nexthop object are linear in the number of peers; plain ones by one device are quadratic (kernel-facts, first table). */
export const nexthopKind: Kind<Nexthop> = {
  kind: 'nexthop',
  key: ({ id }) => `${id}`,
  name: show,
  show,
  isWellFormed: ({ via, dev }) => orNone(isAddress, via) && orNone(isLinkName, dev),
  fields: ({ via, dev, onlink }) => ({ via, dev, onlink: `${onlink}` }),
  isSame: (a, b) => a.via === b.via && a.dev === b.dev && a.onlink === b.onlink,
  fixed: () => [],
  isOurs: ({ protocol }) => protocol === PROTOCOL,
  isRecorded: () => false,
  foreign: () => 'conflict',
  resolution: ({ id, peer }) =>
    `If nobody needs it: ip nexthop delete id ${id}; else give ${peer ?? 'the peer'} another subnet: the id is made of it.`,
  needs: ({ dev, via }) => onLink(dev, familyOf(via)),
  loses: ({ id }, to) => (to === undefined ? [`nexthop ${id}`] : []),
  scaffolding: (found) => gatewayScaffold('nexthop', () => found.of(routeKind)),
  peerAddress: ({ via }) => via,
  underlayAddress: ({ via }) => via,
  create: (nexthop) => [ip('nexthop', words`nexthop add ${spec(nexthop)} protocol ${nexthop.protocol}`)],
  update: (_, to) => [ip('nexthop', words`nexthop replace ${spec(to)} protocol ${to.protocol}`)],
  remove: ({ id }) => [ip('nexthop', words`nexthop del id ${id}`)],
};
