import type { Address, LinkName, Mac, NodeName } from '../../net/index.ts';
import { type Words, words } from '../../words/index.ts';
import type { Instruction } from '../base/instruction.ts';
import { DELETE_IT, type Kind } from '../base/kind.ts';
import { isAddress, isLinkName, isMac } from '../base/values.ts';

/** A forwarding entry of a vxlan link: frames to this MAC go to this VTEP. */
export interface FdbEntry {
  readonly kind: 'fdb';
  readonly dev: LinkName;
  readonly mac: Mac;
  readonly dst: Address;
  /** Port, VNI and link of an observed entry, as `bridge` writes them, if they are not those of the vxlan link. */
  readonly detour?: string;
  readonly peer?: NodeName;
}

const spec = ({ mac, dev, dst, detour }: FdbEntry): Words =>
  words`${mac} dev ${dev} dst ${dst} ${detour?.split(' ') ?? []} self`;

const line = (entry: FdbEntry): string => spec(entry).join(' ');

const bridge = (args: Words): Instruction => ({ phase: 'fdb', tool: 'bridge', args });

/**
 * Whether the kernel sends to each destination of a MAC that has several: the all-zero MAC, which frames with no
 * entry of their own use, and multicast MACs (6.18).
 */
const hasManyDestinations = (mac: Mac): boolean =>
  mac === '00:00:00:00:00:00' || Number.parseInt(mac.slice(0, 2), 16) % 2 === 1;

/**
 * `append` of a second destination to a unicast MAC exits with 0 and does nothing (kernel-facts 3.3), and `replace`
 * of other MACs is refused: "Cannot replace non-unicast fdb entries." (6.18).
 */
const make = (entry: FdbEntry): readonly Instruction[] => [
  bridge(words`fdb ${hasManyDestinations(entry.mac) ? 'append' : 'replace'} ${spec(entry)} permanent`),
];

const show = (entry: FdbEntry): string => `fdb ${line(entry)} permanent`;

export const fdbKind: Kind<FdbEntry> = {
  kind: 'fdb',
  key: (entry) => (hasManyDestinations(entry.mac) ? line(entry) : `${entry.dev} ${entry.mac}`),
  name: show,
  show,
  isWellFormed: ({ dev, mac, dst }) => isLinkName(dev) && isMac(mac) && isAddress(dst),
  fields: ({ dst, detour }) => ({ dst, ...(detour === undefined ? {} : { detour }) }),
  isSame: (a, b) => a.dst === b.dst && a.detour === b.detour,
  fixed: () => [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  isRecorded: () => false,
  // Adopting a link adopts what is on it.
  foreign: (desired, observed, { links }) => {
    if (links.has(desired.dev)) return 'adopt';
    return fdbKind.isSame(desired, observed) ? 'keep' : 'conflict';
  },
  resolution: () => DELETE_IT,
  needs: ({ dev }) => [`link ${dev}`],
  loses: () => [],
  peerAddress: ({ dst }) => dst,
  underlayAddress: ({ dst }) => dst,
  create: make,
  // An adopted entry becomes ours with its link, without a change.
  update: (from, to) => (line(from) === line(to) ? [] : make(to)),
  remove: (entry) => [bridge(words`fdb del ${spec(entry)}`)],
};
