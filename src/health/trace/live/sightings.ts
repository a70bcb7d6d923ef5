import type { Counters, MarkedPackets } from '../../../host/index.ts';
import type { Sighting } from '../model.ts';
import type { WatchedHop } from './watched-hops.ts';

/** How much the counters of links grew while nothing was sent, and as long while packets were. */
export interface CountedWindows {
  readonly idle: Counters;
  readonly busy: Counters;
}

/** Packets of a size that a link has counted: ARP asks, which are smaller, do not add up to one. */
function packetsOf(grown: Counters, { link, direction }: WatchedHop, size: number): number {
  const packets = grown.get(`${link} ${direction}.packets`) ?? 0;
  const bytes = grown.get(`${link} ${direction}.bytes`) ?? 0;
  return Math.min(packets, Math.floor(bytes / size));
}

/** Whether packets passed a link by its counters. */
export function countedSighting({ idle, busy }: CountedWindows, hop: WatchedHop, size: number): Sighting {
  const [others, packets] = [packetsOf(idle, hop, size), packetsOf(busy, hop, size)];
  const seen = packets === 0 ? 'no' : others > 0 ? 'unclear' : 'yes';
  return { seen, by: 'counters', packets };
}

/** Whether packets passed a link by what tcpdump saw there. */
export function capturedSighting({ requests, replies }: MarkedPackets, { packet }: WatchedHop): Sighting {
  const packets = packet === 'request' ? requests : replies;
  return { seen: packets > 0 ? 'yes' : 'no', by: 'tcpdump', packets };
}
