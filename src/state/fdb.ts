import type { Instruction } from './instruction.ts';
import type { Kind } from './kind.ts';
import type { FdbEntry } from './objects.ts';

const line = ({ mac, dev, dst, detour }: FdbEntry): string =>
  `${mac} dev ${dev} dst ${dst}${detour === undefined ? '' : ` ${detour}`} self`;

const bridge = (text: string): Instruction => ({ phase: 'fdb', tool: 'bridge', line: text });

/** `replace`: `append` of a second destination to a unicast MAC ends with 0 and does nothing (kernel-facts 3.3). */
const replace = (entry: FdbEntry): readonly Instruction[] => [bridge(`fdb replace ${line(entry)} permanent`)];

export const fdbKind: Kind<FdbEntry> = {
  key: ({ dev, mac }) => `${dev} ${mac}`,
  fields: ({ dst, detour }) => ({ dst, ...(detour === undefined ? {} : { detour }) }),
  fixed: [],
  isOurs: ({ dev }, { links }) => links.has(dev),
  // What is on a link that is taken over becomes ours with it.
  foreign: ({ dev }, _observed, same, { links }) => (links.has(dev) ? 'adopt' : same ? 'keep' : 'conflict'),
  create: replace,
  // One that is adopted as it is becomes ours with its link.
  update: (from, to) => (line(from) === line(to) ? [] : replace(to)),
  remove: (entry) => [bridge(`fdb del ${line(entry)}`)],
  show: (entry) => `fdb ${line(entry)} permanent`,
};
