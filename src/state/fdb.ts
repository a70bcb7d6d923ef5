import type { Mac } from '../net/index.ts';
import type { Instruction } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { FdbEntry } from './objects.ts';

const line = ({ mac, dev, dst, detour }: FdbEntry): string =>
  `${mac} dev ${dev} dst ${dst}${detour === undefined ? '' : ` ${detour}`} self`;

const bridge = (text: string): Instruction => ({ phase: 'fdb', tool: 'bridge', line: text });

/**
 * Whether the kernel sends to each of many destinations of one MAC: of the all-zero one, to which what has no entry of
 * its own goes, and of multicast ones (6.18).
 */
const hasManyDestinations = (mac: Mac): boolean =>
  mac === '00:00:00:00:00:00' || Number.parseInt(mac.slice(0, 2), 16) % 2 === 1;

/**
 * `append` of a second destination to a unicast MAC ends with 0 and does nothing (kernel-facts 3.3), and `replace` is
 * refused for the others: "Cannot replace non-unicast fdb entries." (6.18).
 */
const make = (entry: FdbEntry): readonly Instruction[] => [
  bridge(`fdb ${hasManyDestinations(entry.mac) ? 'append' : 'replace'} ${line(entry)} permanent`),
];

export const fdbKind: Kind<FdbEntry> = {
  key: (entry) => (hasManyDestinations(entry.mac) ? line(entry) : `${entry.dev} ${entry.mac}`),
  fields: ({ dst, detour }) => ({ dst, ...(detour === undefined ? {} : { detour }) }),
  fixed: [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  // What is on a link that is taken over becomes ours with it.
  foreign: ({ dev }, _observed, same, { links }) => (links.has(dev) ? 'adopt' : same ? 'keep' : 'conflict'),
  create: make,
  // One that is adopted as it is becomes ours with its link.
  update: (from, to) => (line(from) === line(to) ? [] : make(to)),
  remove: (entry) => [bridge(`fdb del ${line(entry)}`)],
  show: (entry) => `fdb ${line(entry)} permanent`,
};
