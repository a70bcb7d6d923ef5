import type { CheckedNode } from '../../../checks/index.ts';
import { alikeHint, type Pair } from './pair.ts';

/** What the configurations of both have to have alike. */
export const networkPairs = (self: CheckedNode, peer: CheckedNode): Pair[] => {
  const pairOf = (what: string, of: (node: CheckedNode) => string | undefined): Pair => ({
    message: `the ${what} differs: ${of(self)} on ${self.name}, ${of(peer)} on ${peer.name}`,
    here: of(self),
    there: of(peer),
    loses: 'all',
    hint: alikeHint(self, peer),
  });
  return [
    pairOf('backend', ({ network }) => network.backend.type),
    pairOf('IPv4 network', ({ netConf }) => netConf.ipv4?.network),
    pairOf('IPv6 network', ({ netConf }) => netConf.ipv6?.network),
  ];
};
