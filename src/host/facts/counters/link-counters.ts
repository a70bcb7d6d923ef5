import { type Item, inner, isEmpty, number, text } from '../../observe/json/fields.ts';
import { readList } from '../../observe/json/json.ts';
import type { Fact } from '../fact.ts';

/** One direction of a link since it exists. */
interface Direction {
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

/** What a link has counted, and how the kernel runs it. */
export interface LinkCounters {
  readonly ifname: string;
  readonly rx: Direction & { readonly otherhost: number };
  readonly tx: Direction;
  readonly carrierChanges: number;
  /** Whether an XDP program sees each packet before the kernel. */
  readonly xdp: boolean;
}

const directionOf = (item: Item): Direction => ({
  packets: number(item, 'packets') ?? 0,
  errors: number(item, 'errors') ?? 0,
  dropped: number(item, 'dropped') ?? 0,
});

/** The counters of links in the list of `ip -s -s -d -j link`. */
export const linkCountersOf = (list: readonly Item[]): LinkCounters[] =>
  list.flatMap((item) => {
    const ifname = isEmpty(item) ? undefined : text(item, 'ifname');
    if (ifname === undefined) return [];
    const stats = 'stats64' in item ? inner(item, 'stats64') : {};
    const [rx, tx] = [inner(stats, 'rx'), inner(stats, 'tx')];
    return [
      {
        ifname,
        // Not printed when it is 0 (iproute2 6.1).
        rx: { ...directionOf(rx), otherhost: number(rx, 'otherhost') ?? 0 },
        tx: directionOf(tx),
        carrierChanges: number(tx, 'carrier_changes') ?? 0,
        xdp: 'xdp' in item,
      },
    ];
  });

export const linkCounters: Fact<readonly LinkCounters[]> = {
  name: 'counters of links',
  read: async () => readList(['ip', '-s', '-s', '-d', '-j', 'link'], linkCountersOf),
};
