/** What was sent: datagrams numbered from 1, and for how long. */
export interface Sent {
  readonly sent: number;
  readonly ms: number;
}

/** What arrived, in the order it did: each datagram's number, and when it was sent. */
export interface Arrived {
  readonly numbers: readonly number[];
  /** In milliseconds after the sender's start. */
  readonly times: readonly number[];
}

/** What became of a stream. */
export interface StreamReport extends Sent {
  readonly lost: number;
  /** Arrivals of a datagram that had arrived before. */
  readonly duplicated: number;
  /** Datagrams that arrived after one with a higher number (RFC 4737). */
  readonly reordered: number;
  /** The longest time over which nothing that was sent arrived, in milliseconds; 0 if nothing was lost. */
  readonly longestGapMs: number;
}

/** Counts what became of a stream. The sender's number is the truth: what it sent and did not arrive is lost. */
export function account({ sent, ms }: Sent, { numbers, times }: Arrived): StreamReport {
  const sentAt = new Map<number, number>();
  let [duplicated, reordered, highest] = [0, 0, 0];
  for (const [i, number] of numbers.entries()) {
    if (sentAt.has(number)) duplicated += 1;
    else if (number < highest) reordered += 1;
    sentAt.set(number, times[i] ?? 0);
    highest = Math.max(highest, number);
  }
  return {
    sent,
    ms,
    lost: sent - sentAt.size,
    duplicated,
    reordered,
    longestGapMs: longestGap({ sent, ms }, sentAt),
  };
}

/** By the sender's clock alone, so that a receiver that was kept from its work makes no gap. */
function longestGap({ sent, ms }: Sent, sentAt: ReadonlyMap<number, number>): number {
  const arrived = [...sentAt].toSorted(([a], [b]) => a - b);
  let longest = 0;
  let [number, time] = [0, 0];
  for (const [nextNumber, nextTime] of [...arrived, [sent + 1, ms] as const]) {
    if (nextNumber > number + 1) longest = Math.max(longest, nextTime - time);
    [number, time] = [nextNumber, nextTime];
  }
  return Math.round(longest);
}
