import { type Address, familyOf, type LinkName, type Mac, type NodeName } from '../../net/index.ts';
import { type Words, words } from '../../words/index.ts';
import { ip } from '../base/instruction.ts';
import { DELETE_IT, type Kind } from '../base/kind.ts';
import { onLink } from '../base/needs.ts';
import { PROTOCOL } from '../base/protocol.ts';
import { isAddress, isLinkName, isMac, orNone } from '../base/values.ts';

export interface Neighbor {
  readonly kind: 'neighbor';
  readonly dev: LinkName;
  readonly dst: Address;
  readonly lladdr: Mac;
  /** The protocol of an observed entry, 0 for none. Ours have `PROTOCOL`. */
  readonly protocol?: number;
  readonly peer?: NodeName;
}

const spec = ({ dst, lladdr, dev }: Neighbor): Words => words`${dst} lladdr ${lladdr} dev ${dev}`;

const mark = ({ protocol = PROTOCOL }: Neighbor): readonly string[] =>
  protocol === 0 ? [] : words`protocol ${protocol}`;

/** `replace`, because the kernel may hold a learned or failed entry of the same address. */
const replace = (neighbor: Neighbor) => [
  ip('neighbor', words`neigh replace ${spec(neighbor)} nud permanent ${mark(neighbor)}`),
];

const show = (neighbor: Neighbor): string => words`neigh ${spec(neighbor)} nud permanent`.join(' ');

export const neighborKind: Kind<Neighbor> = {
  kind: 'neighbor',
  key: ({ dev, dst }) => `${dev} ${dst}`,
  name: show,
  show,
  isWellFormed: ({ dev, dst, lladdr }) => isLinkName(dev) && orNone(isAddress, dst) && isMac(lladdr),
  fields: ({ lladdr }) => ({ lladdr }),
  isSame: (a, b) => a.lladdr === b.lladdr,
  fixed: () => [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  isRecorded: () => false,
  // Adopting a link adopts what is on it.
  foreign: (desired, observed, { links }) => {
    if (links.has(desired.dev)) return 'adopt';
    return neighborKind.isSame(desired, observed) ? 'keep' : 'conflict';
  },
  resolution: () => DELETE_IT,
  // The kernel deletes it, too, when the link gets another MAC (kernel-facts 3.1).
  needs: ({ dev, dst }) => [...onLink(dev, familyOf(dst)), `mac ${dev}`],
  loses: () => [],
  peerAddress: ({ dst }) => dst,
  underlayAddress: () => undefined,
  create: replace,
  // An adopted entry becomes ours with its link, without a change.
  update: (from, to) => (from.lladdr === to.lladdr ? [] : replace(to)),
  remove: ({ dst, dev }) => [ip('neighbor', words`neigh del ${dst} dev ${dev}`)],
};
