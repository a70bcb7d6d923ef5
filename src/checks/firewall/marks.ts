import type { MarkChange, Packet, Truth } from './packet.ts';

export const WHOLE_MARK = 0xffff_ffff;

/** The bits of its mark that are known. */
const knownBits = ({ mark, markBits }: Packet): number =>
  mark === undefined ? 0 : (markBits ?? WHOLE_MARK) >>> 0;

const withMark = (packet: Packet, mark: number, known: number): Packet => ({
  ...packet,
  mark: (mark & known) >>> 0,
  markBits: known >>> 0,
});

/** Whether the bits of its mark are so; undefined where one of them is not known. */
export function isMarked(packet: Packet, value: number, mask: number): Truth {
  const known = knownBits(packet);
  if ((value & ~mask) !== 0 || (((packet.mark ?? 0) ^ value) & mask & known) !== 0) return false;
  return (mask & ~known) === 0 ? true : undefined;
}

/** The packet after a rule has changed its mark. */
export const marked = (packet: Packet, { value, mask }: MarkChange): Packet =>
  withMark(packet, ((packet.mark ?? 0) & ~mask) ^ value, knownBits(packet) | mask);

/** A packet that went one of two ways: of its mark is known what is so on both. */
export function eitherMarked(one: Packet, other: Packet): Packet {
  if (one.mark === other.mark && one.markBits === other.markBits) return one;
  const differing = (one.mark ?? 0) ^ (other.mark ?? 0);
  return withMark(one, one.mark ?? 0, knownBits(one) & knownBits(other) & ~differing);
}
