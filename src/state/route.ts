import { type Words, words } from '../words/index.ts';
import { isFlannelRoute } from './flannel.ts';
import { ip } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { Route } from './objects.ts';
import { PROTOCOL } from './protocol.ts';

/** By nexthop object where there is one; the kernel prints gateway and device beside it, and they are the nexthop's. */
function target({ nhid, via, dev, onlink }: Route): Words {
  if (nhid !== undefined) return words`nhid ${nhid}`;
  const gateway = via === undefined ? [] : words`via ${via}`;
  const link = dev === undefined ? [] : words`dev ${dev}`;
  return words`${gateway} ${link} ${onlink ? words`onlink` : []}`;
}

const isSameWay = (a: Route, b: Route): boolean => a.via !== undefined && a.via === b.via && a.dev === b.dev;

/**
 * `add`, never `replace`, where there was none of ours: `replace` overwrites another daemon's route and says nothing
 * (kernel-facts 3.3). Deletion names the protocol, so that it can't hit a foreign one.
 */
export const routeKind: Kind<Route> = {
  key: ({ dst }) => dst,
  fields: (route) => ({ to: target(route).join(' '), protocol: `${route.protocol}` }),
  fixed: [],
  isOurs: ({ protocol }) => protocol === PROTOCOL,
  foreign: (desired, observed, same, takeover) => {
    if (same) return 'keep';
    return isSameWay(desired, observed) || isFlannelRoute(observed, takeover) ? 'adopt' : 'conflict';
  },
  create: (route) => [ip('route', words`route add ${route.dst} ${target(route)} protocol ${route.protocol}`)],
  update: (_, to) => [ip('route', words`route replace ${to.dst} ${target(to)} protocol ${to.protocol}`)],
  remove: (route) => {
    // Another's may have been put in the place of one that bears no mark.
    const which = route.protocol === PROTOCOL ? [] : target(route);
    return [ip('route', words`route del ${route.dst} ${which} protocol ${route.protocol}`)];
  },
  show: (route) => words`route ${route.dst} ${target(route)}`.join(' '),
};
